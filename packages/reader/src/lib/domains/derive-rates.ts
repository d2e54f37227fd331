import type { Fact, Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { singularOf } from '../text/nouns.ts'
import type { Deed } from './deeds.ts'
import { levelOf, type Recognized } from './domain.ts'

/** A rate that follows from what is stated, and how. */
interface Derived {
  perSecond: number
  rateIs: 'average' | 'peak'
  /** The arithmetic, with the facts it uses. */
  why: string
}

/**
 * Rates that the text gives in words: so many who each do something, so often; reads for each write; a peak as a
 * multiple. What it states outright stays.
 */
export function withDerivedRates(
  operations: readonly Operation[],
  recognized: Pick<Recognized, 'capabilities' | 'deeds' | 'facts'>,
  assumptions: Assumptions,
): Operation[] {
  const { deeds, facts } = recognized
  const counted = apply(operations, fromCounts(operations, deeds, facts), assumptions)
  const split = apply(counted, fromRatio(counted, recognized), assumptions)
  const mixed = apply(split, fromTotal(split, recognized, assumptions), assumptions)
  return withPeaks(mixed, facts, assumptions)
}

function apply(
  operations: readonly Operation[],
  derived: ReadonlyMap<string, Derived>,
  assumptions: Assumptions,
): Operation[] {
  return operations.map((operation) => {
    const found = operation.ratePerSecond === undefined ? derived.get(operation.name) : undefined
    if (!found) return operation
    const ratePerSecond = assumptions.assume({
      about: `operations.${operation.name}.ratePerSecond`,
      value: round(found.perSecond),
      unit: '1/s',
      why: found.why,
      source: sources.stated,
    })
    return { ...operation, ratePerSecond, rateIs: found.rateIs }
  })
}

// "12,000 sensors report every 30 seconds", "each user posts five times a day".
function fromCounts(
  operations: readonly Operation[],
  deeds: readonly Deed[],
  facts: readonly Fact[],
): Map<string, Derived> {
  const derived = new Map<string, Derived>()
  for (const deed of deeds) {
    const many = countOf(deed, facts)
    const operation = operations.find((one) => isDoneBy(one, deed))
    if (!many || !operation || derived.has(operation.name)) continue
    const often = frequencyOf(deed)
    if (often)
      derived.set(operation.name, {
        perSecond: many.canonical * often.perSecond,
        rateIs: 'average',
        why: `${many.text} (${many.id}) × ${often.words} = ${shown(many.canonical * often.perSecond)}/s`,
      })
  }
  const flow = derived.size === 0 ? flowFrom(operations, facts) : undefined
  return flow ?? derived
}

/** Modules whose records stream in by themselves. */
const streaming = /^(?:geo|telemetry|logs|monitoring)\./
/** In characters; what stands closer together is said of the same thing. */
const together = 60

// "Position every 5 sec, ~3,500 couriers online": nobody does anything in it, and it is a rate all the same.
function flowFrom(operations: readonly Operation[], facts: readonly Fact[]) {
  const operation = operations.find(({ name, kind }) => kind === 'command' && streaming.test(name))
  const interval = facts.find(({ kind, about }) => kind === 'duration' && about === 'interval')
  const many = interval && facts.filter(isCount).find((fact) => isNear(fact, interval))
  if (!operation || !many) return undefined
  const perSecond = many.canonical / interval.canonical
  const why = `${many.text} (${many.id}) × one every ${interval.text} (${interval.id}) = ${shown(perSecond)}/s`
  return new Map<string, Derived>([[operation.name, { perSecond, rateIs: 'average', why }]])
}

const isCount = ({ kind, bound }: Fact) =>
  (kind === 'users' || kind === 'count') && bound !== 'at-least'

function isNear({ origin: one }: Fact, { origin: other }: Fact): boolean {
  if (one.from !== 'text' || other.from !== 'text') return false
  return Math.max(one.start - other.end, other.start - one.end) <= together
}

function isDoneBy({ name, actor, kind }: Operation, { act }: Deed): boolean {
  const noun = (act.row.makes ?? act.object.at(-1) ?? '').toLowerCase()
  const reading = act.row.kind === 'query'
  return (
    actor === act.actor.name &&
    (reading ? kind === 'query' : kind === 'command') &&
    name.toLowerCase().includes(noun)
  )
}

function countOf({ act, facts: near }: Deed, facts: readonly Fact[]): Fact | undefined {
  const counts = (list: readonly Fact[]) => list.filter(isCount)
  const named = (fact: Fact) => singularOf(fact.about.split(' ').at(-1) ?? '') === act.actor.name
  const own = [...counts(near), ...counts(facts)].find(named)
  if (own || act.actor.trust !== 'public') return own
  return facts.find(({ kind }) => kind === 'users')
}

// How often one of them does it: after an interval, or so many times a day where the text speaks of each.
function frequencyOf({ act, facts }: Deed): { perSecond: number; words: string } | undefined {
  const interval = facts.find(({ kind, about }) => kind === 'duration' && about === 'interval')
  if (interval)
    return {
      perSecond: 1 / interval.canonical,
      words: `one every ${interval.text} (${interval.id})`,
    }
  // "We expect 12,000 requests per second" is said of all together, even beside "each".
  const rate = facts.find(({ kind, about }) => kind === 'rate' && !isTotal(about))
  if (!rate || !act.each) return undefined
  return { perSecond: rate.canonical, words: `${rate.text} (${rate.id})` }
}

// "50 reads to 1 write" splits a total, or gives the one side from the other.
function fromRatio(
  operations: readonly Operation[],
  { facts, capabilities }: Pick<Recognized, 'capabilities' | 'facts'>,
): Map<string, Derived> {
  const ratio = facts.find(
    ({ kind, unit, about }) =>
      kind === 'ratio' && unit !== 'x' && /\b(?:reads?|writes?|views?|quer\w+|ratio)\b/.test(about),
  )
  const share = facts.find(
    ({ kind, about, canonical }) =>
      kind === 'percentage' && canonical < 1 && /\b(?:reads?|writes?)$/.test(about),
  )
  const main = mainOf(operations)
  const stated = ratio ?? share
  if (!stated || !main) return new Map()
  const says = (name: string) => capabilities.some((one) => one.name === name)
  const inverse =
    /^writes?(?: to|$)/.test(stated.about) || (says('write-heavy') && !says('read-heavy'))
  const more = ratio ? ratio.canonical : stated.canonical / (1 - stated.canonical)
  const reads = inverse ? 1 / more : more
  const { read, write } = main
  const words = `${stated.text} (${stated.id})`
  const total = facts.find(({ kind, about }) => kind === 'rate' && isTotal(about))
  if (total) {
    const part = (share: number, of: string): Derived => ({
      perSecond: total.canonical * share,
      rateIs: levelOf(total),
      why: `${total.text} (${total.id}), of which ${words} are ${of}: ${shown(total.canonical * share)}/s`,
    })
    return new Map([
      [read.name, part(reads / (1 + reads), 'reads')],
      [write.name, part(1 / (1 + reads), 'writes')],
    ])
  }
  if (write.ratePerSecond !== undefined)
    return new Map([
      [read.name, times(write, reads, `${shown(write.ratePerSecond)} writes/s × ${words}`)],
    ])
  if (read.ratePerSecond === undefined) return new Map()
  return new Map([
    [write.name, times(read, 1 / reads, `${shown(read.ratePerSecond)} reads/s ÷ ${words}`)],
  ])
}

/** Reads for each write where the text gives a total alone; the designer varies it over its interval. */
const readsPerWrite = 10

// "2,500 requests a second" of an unknown mix are those of the main read and the main write.
function fromTotal(
  operations: readonly Operation[],
  { facts, capabilities }: Pick<Recognized, 'capabilities' | 'facts'>,
  assumptions: Assumptions,
): Map<string, Derived> {
  const main = mainOf(operations)
  if (!main || operations.some(({ ratePerSecond }) => ratePerSecond !== undefined)) return new Map()
  const total = largest(facts.filter(({ kind, about }) => kind === 'rate' && isTotal(about)))
  if (!total) return fromLoneRate(main, facts)
  const all = { ratePerSecond: total.canonical, rateIs: levelOf(total) }
  const says = (name: string) => capabilities.some((one) => one.name === name)
  const writing = says('write-heavy') && !says('read-heavy')
  if (writing || total.about === 'transactions')
    return new Map([
      [main.write.name, times(all, 1, `${total.text} (${total.id}), all of them writes`)],
    ])
  const reads = assumptions.assume({
    about: 'operations.readsPerWrite',
    value: readsPerWrite,
    unit: 'reads/write',
    why: `the text says how many requests come, "${total.text}", and not how many of them read`,
    source: 'traffic.reads-per-write',
  })
  const words = `${total.text} (${total.id}) at ${reads} reads to 1 write`
  return new Map([
    [main.read.name, times(all, reads / (1 + reads), words)],
    [main.write.name, times(all, 1 / (1 + reads), words)],
  ])
}

// "500 charges per second" where nothing is called a charge: the only rate of a text is that of what it is about.
function fromLoneRate(
  { read, write }: { read: Operation; write: Operation },
  facts: readonly Fact[],
) {
  const lone = largest(facts.filter(({ kind, unit }) => kind === 'rate' && !/ per /.test(unit)))
  if (!lone) return new Map<string, Derived>()
  const { name } = readingWords.test(lone.about) ? read : write
  const all = { ratePerSecond: lone.canonical, rateIs: levelOf(lone) }
  return new Map([[name, times(all, 1, `${lone.text} (${lone.id}), taken for ${name}`)]])
}

const readingWords =
  /\b(?:reads?|views?|quer(?:y|ies)|lookups?|searches|downloads?|visits?|impressions?)$/

const largest = (facts: readonly Fact[]): Fact | undefined =>
  facts.toSorted((one, other) => other.canonical - one.canonical)[0]

function times(
  { ratePerSecond = 0, rateIs = 'average' }: Pick<Operation, 'ratePerSecond' | 'rateIs'>,
  factor: number,
  words: string,
): Derived {
  const perSecond = ratePerSecond * factor
  return { perSecond, rateIs, why: `${words} = ${shown(perSecond)}/s` }
}

function isTotal(about: string): boolean {
  return /^(?:requests|calls|queries|operations|hits|transactions|api calls|api requests)$/.test(
    about,
  )
}

// The reads and writes of a text are those of what has a rate already, else of what it names first.
function mainOf(operations: readonly Operation[]) {
  const rated = operations.find(({ ratePerSecond }) => ratePerSecond !== undefined)
  const module = (
    rated ?? operations.find(({ name }) => !/^(?:identity|tenants)\./.test(name))
  )?.name.split('.')[0]
  const own = operations.filter(({ name }) => name.startsWith(`${module}.`))
  const isRated = ({ ratePerSecond }: Operation) => ratePerSecond !== undefined
  const reads = own.filter(({ kind }) => kind === 'query')
  const writes = own.filter(({ kind }) => kind === 'command')
  const read = reads.find(isRated) ?? reads.find(({ name }) => /\.get/.test(name)) ?? reads[0]
  const write = writes.find(isRated) ?? writes[0]
  return read && write ? { read, write } : undefined
}

// "At the peak ten times the average" holds for whatever is given as an average.
function withPeaks(
  operations: readonly Operation[],
  facts: readonly Fact[],
  assumptions: Assumptions,
): Operation[] {
  const multiple = facts.find(
    ({ kind, unit, about }) => kind === 'ratio' && unit === 'x' && about === 'peak to average',
  )
  if (!multiple || multiple.canonical < 1) return [...operations]
  const averages = operations.filter(
    ({ rateIs, peakFactor }) => rateIs === 'average' && peakFactor === undefined,
  )
  if (averages.length === 0) return [...operations]
  const peakFactor = assumptions.assume({
    about: 'operations.*.peakFactor',
    value: multiple.canonical,
    unit: 'peak / average',
    why: `"${multiple.text}" (${multiple.id}) says how far the busiest time exceeds the average`,
    source: sources.stated,
  })
  return operations.map((one) => (averages.includes(one) ? { ...one, peakFactor } : one))
}

function round(value: number): number {
  return Number(value.toPrecision(6))
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)))
}
