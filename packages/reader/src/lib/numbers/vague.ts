import type { Token } from '../text/tokens.ts'
import { scaleWords } from './number-words.ts'
import type { WrittenNumber } from './written-number.ts'

/** What is read for words that give no number; each use becomes an assumption of the brief. */
const fewWords: ReadonlyMap<string, number> = new Map([
  ['couple', 2],
  ['few', 3],
  ['several', 5],
])

const pluralScales: ReadonlyMap<string, number> = new Map([
  ['tens', 10],
  ...[...scaleWords].map(([word, value]) => [`${word}s`, value] as const),
])

/** Reads "a few hundred", "several thousand", "tens of thousands of", the least that they can mean. */
export function readVague(tokens: readonly Token[], from: number): WrittenNumber | undefined {
  return readFew(tokens, from) ?? readPlurals(tokens, from)
}

function readFew(tokens: readonly Token[], from: number): WrittenNumber | undefined {
  const article = tokens[from]?.text === 'a' ? 1 : 0
  const few = fewWords.get(tokens[from + article]?.text ?? '')
  const of = tokens[from + article + 1]?.text === 'of' ? 1 : 0
  let to = from + article + 1 + of
  const first = to
  let value = few ?? 0
  for (let scale = scaleAt(tokens, to); scale; scale = scaleAt(tokens, to)) {
    value *= scale
    to += 1
  }
  return few && to > first ? vague(value, from, to) : undefined
}

// "Hundreds of thousands per second", "thousands of users".
function readPlurals(tokens: readonly Token[], from: number): WrittenNumber | undefined {
  let value = 1
  let to = from
  for (;;) {
    const scale = pluralScales.get(tokens[to]?.text ?? '')
    if (!scale) break
    value *= scale
    to += 1
    if (tokens[to]?.text !== 'of') break
    to += 1
  }
  return to > from ? vague(value, from, to) : undefined
}

function scaleAt(tokens: readonly Token[], at: number): number | undefined {
  return scaleWords.get(tokens[at]?.text ?? '')
}

function vague(value: number, from: number, to: number): WrittenNumber {
  return { value, from, to, spelled: true, scaled: true, vague: true }
}
