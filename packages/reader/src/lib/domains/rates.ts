import type { Fact, Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { capabilitiesIn } from '../lexicon/recognize.ts'
import { levelOf } from './domain.ts'
import { isTotalOfMany } from './totals.ts'

const readingNouns = /\b(?:reads?|views?|queries|lookups?|searches|redirects?|downloads?|visits?)$/

/**
 * A rate goes to the operation its noun speaks of: "messages" are created, "message reads" are read. Where the text
 * gives a total over a long time and a rate at the peak, both count.
 */
export function withStatedRates(
  operations: readonly Operation[],
  facts: readonly Fact[],
  assumptions: Assumptions,
): Operation[] {
  const bound = new Map<string, Levels>()
  for (const fact of facts.filter(({ kind }) => kind === 'rate')) {
    const name = operationFor(fact.about, operations)
    if (!name) continue
    const levels = bound.get(name) ?? {}
    const level = levelOf(fact)
    if (fact.canonical > (levels[level]?.canonical ?? 0))
      bound.set(name, { ...levels, [level]: fact })
  }
  return operations.map((operation) => {
    const levels = bound.get(operation.name)
    return levels ? { ...operation, ...rateOf(operation.name, levels, assumptions) } : operation
  })
}

type Levels = Partial<Record<'average' | 'peak', Fact>>

/** A rate per second that is nearly the total divided by its time says the same once more. */
const sameWithin = 1.2

function rateOf(name: string, { average, peak }: Levels, assumptions: Assumptions) {
  const factor = average && peak ? peak.canonical / average.canonical : undefined
  const main = average && peak && (factor ?? 0) > sameWithin ? average : larger(average, peak)
  if (!main) return {}
  assumptions.assume<number | string>({
    about: `operations.${name}.ratePerSecond`,
    ...noteOn(main),
  })
  const rate = { ratePerSecond: main.canonical, rateIs: levelOf(main) }
  if (!average || !peak || factor === undefined || factor <= sameWithin) return rate
  const peakFactor = assumptions.assume({
    about: `operations.${name}.peakFactor`,
    value: Number(factor.toPrecision(3)),
    unit: 'peak / average',
    why: `${peak.text} (${peak.id}) ÷ ${average.text} (${average.id})`,
    source: sources.stated,
  })
  return { ...rate, peakFactor }
}

function noteOn(rate: Fact) {
  if (!isTotalOfMany(rate))
    return {
      value: rate.text,
      unit: 'words of the brief',
      why: 'the rate is read as the rate of this operation, by its noun',
      source: sources.judgement,
    }
  const value = Number(rate.canonical.toPrecision(6))
  return { value, unit: '1/s', why: `${rate.text} = ${value}/s`, source: sources.stated }
}

function larger(one: Fact | undefined, other: Fact | undefined): Fact | undefined {
  return (one?.canonical ?? 0) >= (other?.canonical ?? 0) ? one : other
}

/** The operation that a noun speaks of, if any. */
export function operationFor(about: string, operations: readonly Operation[]): string | undefined {
  const modules = capabilitiesIn(about).map(({ name }) => `${name}.`)
  const noun = about.split(/\s+/).at(-1) ?? ''
  const named = operations.filter(({ name }) => isAbout(operations, name, noun))
  const own =
    named.length > 0
      ? named
      : operations.filter(({ name }) => modules.some((module) => name.startsWith(module)))
  const reading = readingNouns.test(about)
  const candidates = own.length > 0 || !reading ? own : operations
  const kind = reading ? 'query' : 'command'
  return candidates.find((operation) => operation.kind === kind)?.name
}

// "views" are the views of listStatusViews, and no part of listReviews.
function isListOf(name: string, noun: string): boolean {
  const words = /\.list(.+)$/.exec(name)?.[1]?.split(/(?=[A-Z])/) ?? []
  return (
    noun !== '' && (words.at(-1)?.toLowerCase() === noun || words.join('').toLowerCase() === noun)
  )
}

// "messages" belongs to the entity that is listed as messages, even if the word names no capability.
function isAbout(operations: readonly Operation[], name: string, noun: string): boolean {
  const lists = operations.find((one) => isListOf(one.name, noun.toLowerCase()))
  const operation = operations.find((one) => one.name === name)
  const entity = lists?.reads[0]
  return (
    entity !== undefined &&
    [...(operation?.reads ?? []), ...(operation?.writes ?? [])].includes(entity)
  )
}
