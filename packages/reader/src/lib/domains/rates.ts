import type { Fact, Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { capabilitiesIn } from '../lexicon/recognize.ts'
import { levelOf } from './domain.ts'

const readingNouns = /\b(?:reads?|views?|queries|lookups?|searches|redirects?|downloads?|visits?)$/

/** A rate goes to the operation its noun speaks of: "messages" are created, "message reads" are read. */
export function withStatedRates(
  operations: readonly Operation[],
  facts: readonly Fact[],
  assumptions: Assumptions,
): Operation[] {
  const bound = new Map<string, Fact>()
  for (const fact of facts.filter(({ kind }) => kind === 'rate')) {
    const name = operationFor(fact.about, operations)
    const known = name && bound.get(name)
    if (name && !(known && known.canonical >= fact.canonical)) bound.set(name, fact)
  }
  for (const [name, { text }] of bound)
    assumptions.assume({
      about: `operations.${name}.ratePerSecond`,
      value: text,
      unit: 'words of the brief',
      why: 'the rate is read as the rate of this operation, by its noun',
      source: sources.judgement,
    })
  return operations.map((operation) => {
    const fact = bound.get(operation.name)
    const rate = fact ? { ratePerSecond: fact.canonical, rateIs: levelOf(fact) } : {}
    return { ...operation, ...rate }
  })
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

// "messages" belongs to the entity that is listed as messages, even if the word names no capability.
function isAbout(operations: readonly Operation[], name: string, noun: string): boolean {
  const lists = operations.find((one) =>
    one.name.toLowerCase().endsWith(`.list${noun.toLowerCase()}`),
  )
  const operation = operations.find((one) => one.name === name)
  const entity = lists?.reads[0]
  return (
    entity !== undefined &&
    [...(operation?.reads ?? []), ...(operation?.writes ?? [])].includes(entity)
  )
}
