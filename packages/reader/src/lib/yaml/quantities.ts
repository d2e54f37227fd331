import { readFacts, type UnnumberedFact } from '../numbers/read-facts.ts'
import { tokenize } from '../text/tokens.ts'

/** The kinds of quantity that a field of the brief can hold. */
export type QuantityKind =
  | 'rate'
  | 'milliseconds'
  | 'seconds'
  | 'bytes'
  | 'share'
  | 'count'
  | 'number'
  | 'money'

interface QuantityRow {
  accepts: readonly UnnumberedFact['kind'][]
  /** Field value of one canonical unit. */
  factor: number
  noun: string
  example: string
}

const rows: Readonly<Record<QuantityKind, QuantityRow>> = {
  rate: { accepts: ['rate'], factor: 1, noun: 'a rate', example: '"1000/min" or "16.7/s"' },
  milliseconds: {
    accepts: ['duration', 'latency'],
    factor: 1000,
    noun: 'a duration',
    example: '"200 ms" or "1.5 s"',
  },
  seconds: {
    accepts: ['duration', 'latency'],
    factor: 1,
    noun: 'a duration',
    example: '"60 s", "15 min" or "7 years"',
  },
  bytes: { accepts: ['size'], factor: 1, noun: 'a size', example: '"2 KB" or "10 MB"' },
  share: {
    accepts: ['percentage', 'availability'],
    factor: 1,
    noun: 'a share',
    example: '"99.99%"',
  },
  count: { accepts: ['count', 'users'], factor: 1, noun: 'a count', example: '10000 or "10k"' },
  number: { accepts: ['count', 'ratio'], factor: 1, noun: 'a number', example: '1.7' },
  money: { accepts: ['money'], factor: 1, noun: 'an amount of money', example: '"$500/month"' },
}

/** A quantity as read from a text such as "1000/min", or what is wrong with it. */
export type QuantityReading =
  | { ok: true; value: number; fact: UnnumberedFact }
  | { ok: false; what: string; right: string }

/** Reads a text that must be one quantity of the wanted kind and nothing else. */
export function readQuantity(text: string, wanted: QuantityKind): QuantityReading {
  const { accepts, factor, noun, example } = rows[wanted]
  const right = `write ${noun}, such as ${example}`
  const fact = readWhole(text) ?? readBare(text, wanted)
  if (!fact) return { ok: false, what: `"${text}" is not ${noun}`, right }
  if (!accepts.includes(fact.kind))
    return { ok: false, what: `"${text}" is a ${fact.kind}, not ${noun}`, right }
  if (fact.canonical < 0) return { ok: false, what: `"${text}" is negative`, right }
  return { ok: true, value: Number((fact.canonical * factor).toPrecision(12)), fact }
}

/** Why a bare number cannot stand for a quantity that needs a unit. */
export function refuseBare(value: number, wanted: QuantityKind) {
  const { noun, example } = rows[wanted]
  return { what: `${value} has no unit`, right: `write ${noun}, such as ${example}` }
}

function readWhole(text: string): UnnumberedFact | undefined {
  const trimmed = text.trim()
  const facts = readFacts(trimmed, tokenize(trimmed, { start: 0, end: trimmed.length }))
  const [fact] = facts
  return facts.length === 1 && fact?.text === trimmed ? fact : undefined
}

// "10k" alone is a count; the grammar of sentences wants a noun after it.
function readBare(text: string, wanted: QuantityKind): UnnumberedFact | undefined {
  if (wanted !== 'count' && wanted !== 'number') return undefined
  const fact = readWhole(`${text.trim()} rows`)
  return fact && { ...fact, unit: 'count', about: 'count', text: text.trim() }
}
