import type { Token } from '../text/tokens.ts'
import { participleEndings } from './nouns.ts'
import { periodAdverbs, timeLetters, timeUnits, type Unit } from './units.ts'

/** A period that follows an amount: "per minute", "a day", "/s", "daily". */
export interface Period {
  unit: Unit
  /** "minute", in the singular. */
  name: string
  to: number
}

/** Reads the period that starts at token `from`. */
export function readPeriod(tokens: readonly Token[], from: number): Period | undefined {
  const token = tokens[from]
  if (!token) return undefined
  const adverb = periodAdverbs.get(token.text)
  if (adverb) return { unit: adverb, name: adverb.name, to: from + 1 }
  if (token.text === '/') return readUnit(tokens, from + 1, true)
  if (['a', 'an', 'per', 'each', 'every'].includes(token.text)) return readUnit(tokens, from + 1)
  return undefined
}

/** Reads a period that may stand behind participles: "pastes written a month". */
export function readLaterPeriod(tokens: readonly Token[], from: number): Period | undefined {
  let at = from
  while (at < from + 3 && participleEndings.test(tokens[at]?.text ?? '')) {
    at += 1
    if (['in', 'through', 'out'].includes(tokens[at]?.text ?? '')) at += 1
  }
  return readPeriod(tokens, at)
}

function readUnit(tokens: readonly Token[], at: number, letters = false): Period | undefined {
  const text = tokens[at]?.text ?? ''
  const unit = timeUnits.get(text) ?? (letters ? timeLetters.get(text) : undefined)
  if (!unit || unit.factor < 1) return undefined
  return { unit, name: unit.name.replace(/s$/, ''), to: at + 1 }
}
