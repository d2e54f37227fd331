import type { Token } from '../text/tokens.ts'
import { countableWhenSmall, loadNouns, notPlural, peopleNouns, phraseStops } from './nouns.ts'
import { scaleWords } from './number-words.ts'
import { sizeUnits, timeUnits } from './units.ts'

/** The words a number counts, and the token after them. */
export interface NounPhrase {
  words: readonly string[]
  to: number
}

const longest = 5

/** Reads the noun phrase at token `from`: it ends with its first plural, or at a word that cannot belong. */
export function readNounPhrase(tokens: readonly Token[], from: number): NounPhrase {
  const words: string[] = []
  let at = from
  while (words.length < longest) {
    if (words.length > 0 && tokens[at]?.text === '-' && tokens[at]?.glued) at += 1
    const token = tokens[at]
    if (token?.kind !== 'word') break
    const many = !/^(?:1|one|an?)$/.test(tokens[from - 1]?.text ?? '')
    const noun = endsPhrase(token.text) && !(many && isModifier(tokens, at))
    if (phraseStops.has(token.text) && !loadNouns.has(token.text)) break
    words.push(token.text)
    at += 1
    if (noun) break
  }
  return { words, to: at }
}

/** The noun that stands nearest before token `from`, for numbers that name no noun of their own. */
export function nounBefore(tokens: readonly Token[], from: number): string | undefined {
  for (let at = from - 1; at >= 0; at--) {
    const token = tokens[at]
    if (!token || isFiller(token) || !endsPhrase(token.text)) continue
    const previous = tokens[at - 1]
    const joined = previous && !isFiller(previous) && !endsPhrase(previous.text)
    return joined ? `${previous.text} ${token.text}` : token.text
  }
  return undefined
}

function isFiller({ kind, text }: Token): boolean {
  if (kind !== 'word' || text === 'times') return true
  if (phraseStops.has(text) && !loadNouns.has(text)) return true
  return text.length < 2 || scaleWords.has(text) || timeUnits.has(text) || sizeUnits.has(text)
}

// "3 million patient records" counts records, "500 customer orders" orders; one person may also look after something.
function isModifier(tokens: readonly Token[], at: number): boolean {
  const person = tokens[at]?.text ?? ''
  const next = tokens[at + 1]
  if (!peopleNouns.has(person) || person.endsWith('s') || person === 'people') return false
  if (next?.kind !== 'word' || !endsPhrase(next.text)) return false
  return !phraseStops.has(next.text) || loadNouns.has(next.text)
}

function endsPhrase(text: string): boolean {
  if (peopleNouns.has(text) || loadNouns.has(text) || countableWhenSmall.has(text)) return true
  return text.length > 3 && text.endsWith('s') && !notPlural.test(text)
}
