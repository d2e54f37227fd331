/** Deepest nesting that is read: what walks an input walks it by recursion, and nothing sensible is as deep. */
export const deepestJson = 64

/** Whether a text of JSON nests deeper; in one pass, before anything is made of it. */
export function isTooDeep(text: string): boolean {
  // Each level takes a character to open: most bodies are too short to be deep, or have few brackets.
  if (text.length <= deepestJson) return false
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) isQuoted = !isQuoted
    else if (isQuoted) {
      if (code === backslash) at++
    } else if (code === openBrace || code === openBracket) {
      if (++depth > deepestJson) return true
    } else if (code === closeBrace || code === closeBracket) depth--
  }
  return false
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
