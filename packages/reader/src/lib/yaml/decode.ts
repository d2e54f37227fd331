import type { Problem } from '@archwright/model/light'

import type { UnnumberedFact } from '../numbers/read-facts.ts'
import type { Located, LocatedMap, Scalar } from './located.ts'
import { nearest } from './nearest.ts'
import { type QuantityKind, readQuantity, refuseBare } from './quantities.ts'
import type { FieldRule, RecordRules } from './records.ts'

/** A plain value, as the Brief's schema wants to see it. */
export type Plain = Scalar | Plain[] | { [key: string]: Plain }

/** What is gathered while a YAML brief is decoded. */
export interface Decoding {
  problems: Problem[]
  /** Quantities written with their units, as facts with their lines. */
  facts: UnnumberedFact[]
  /** The line of each value, by JSON pointer into the decoded brief. */
  lines: Map<string, number>
}

/** A record to decode and the place it takes in the brief. */
export interface RecordAt {
  map: LocatedMap
  /** For messages: "operations.orders.placeOrder". */
  path: string
  /** JSON pointer: "/operations/0". */
  pointer: string
}

/** Decodes the fields of one record; unknown keys and wrong units become problems. */
export function decodeRecord(record: RecordAt, rules: RecordRules, decoding: Decoding) {
  const decoded: { [key: string]: Plain } = {}
  decoding.lines.set(record.pointer, record.map.line)
  for (const [key, located] of record.map.entries) {
    const rule = rules.get(key)
    const path = `${record.path}.${key}`
    if (!rule) {
      decoding.problems.push(unknownKey(path, located.line, [...rules.keys()]))
      continue
    }
    const pointer = `${record.pointer}/${rule.to}`
    const value = decodeField(located, rule, { path, pointer, decoding })
    if (value !== undefined) decoded[rule.to] = value
  }
  return decoded
}

/** A key that no rule knows, with the nearest one that is known. */
export function unknownKey(path: string, line: number, known: readonly string[]): Problem {
  const key = path.slice(path.lastIndexOf('.') + 1)
  const near = nearest(key, known)
  return {
    where: `line ${line}, ${path}`,
    what: `unknown key "${key}"`,
    right: near ? `did you mean "${near}"?` : `known keys are ${known.join(', ')}`,
  }
}

/** The value without its lines, which are noted under its pointer. */
export function toPlain(
  located: Located,
  pointer: string,
  { lines }: Pick<Decoding, 'lines'>,
): Plain {
  lines.set(pointer, located.line)
  if (located.kind === 'scalar') return located.value
  if (located.kind === 'list')
    return located.items.map((item, index) => toPlain(item, `${pointer}/${index}`, { lines }))
  return Object.fromEntries(
    [...located.entries].map(([key, value]) => [
      key,
      toPlain(value, `${pointer}/${key}`, { lines }),
    ]),
  )
}

interface FieldPlace {
  path: string
  pointer: string
  decoding: Decoding
}

function decodeField(located: Located, rule: FieldRule, place: FieldPlace): Plain | undefined {
  const { quantity, needsUnit } = rule
  if (!quantity || located.kind !== 'scalar') return toPlain(located, place.pointer, place.decoding)
  place.decoding.lines.set(place.pointer, located.line)
  if (typeof located.value === 'number' && !needsUnit) return located.value
  if (typeof located.value === 'number') {
    const where = `line ${located.line}, ${place.path}`
    place.decoding.problems.push({ where, ...refuseBare(located.value, quantity) })
    return undefined
  }
  if (typeof located.value !== 'string') return located.value
  return decodeQuantity({ text: located.value, line: located.line }, quantity, place)
}

function decodeQuantity(
  { text, line }: { text: string; line: number },
  quantity: QuantityKind,
  { path, decoding }: FieldPlace,
): Plain | undefined {
  const reading = readQuantity(text, quantity)
  if (!reading.ok) {
    decoding.problems.push({
      where: `line ${line}, ${path}`,
      what: reading.what,
      right: reading.right,
    })
    return undefined
  }
  const about = path.split('.').slice(1).join('.')
  const up = quantity === 'share' && path.endsWith('availability')
  const kind = up ? 'availability' : reading.fact.kind
  decoding.facts.push({ ...reading.fact, kind, about, origin: { from: 'yaml', line } })
  if (quantity !== 'money') return keepPercentile(reading.fact, reading.value)
  return { amount: reading.fact.value, unit: reading.fact.unit }
}

// "p99 300 ms" carries both; the operation takes them apart.
function keepPercentile({ percentile }: UnnumberedFact, value: number): Plain {
  return percentile === undefined ? value : { value, percentile }
}
