import type { Token } from './tokens.ts'

/** Words to look for in order; "catalog*" matches any ending, hyphens and spaces count as the same. */
export type Phrase = readonly string[]

/** Reads "sign-in" or "order of magnitude" into a phrase. */
export function phrase(text: string): Phrase {
  return text.toLowerCase().split(/[\s-]+/)
}

/** The index after the phrase when it stands at `from`, otherwise undefined. */
export function matchPhrase(tokens: readonly Token[], from: number, wanted: Phrase) {
  let at = from
  for (const [index, word] of wanted.entries()) {
    if (index > 0 && tokens[at]?.text === '-' && tokens[at]?.glued) at += 1
    const token = tokens[at]
    if (!token || !matchesWord(token.text, word)) return undefined
    at += 1
  }
  return at
}

/** The index of the phrase's first word when it ends just before `end`, otherwise undefined. */
export function matchPhraseBefore(tokens: readonly Token[], end: number, wanted: Phrase) {
  const hyphens = wanted.length - 1
  for (let from = end - wanted.length; from >= Math.max(0, end - wanted.length - hyphens); from--)
    if (matchPhrase(tokens, from, wanted) === end) return from
  return undefined
}

function matchesWord(text: string, wanted: string): boolean {
  return wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1)) : text === wanted
}
