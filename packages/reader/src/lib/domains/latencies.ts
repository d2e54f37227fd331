import type { Fact, Operation } from '@archwright/model'

import { singularOf } from '../text/nouns.ts'

/** Words that speak of whatever a caller waits for. */
const anything =
  /^(?:request|response|answer|call|api|page|latency|system|service|user|client|customer|everything|operation|reply)$/
const reading =
  /^(?:read|get|search|list|view|page|quer(?:y|ie)|lookup|redirect|load|feed|browse|shown?)$/
const writing =
  /^(?:writ(?:e|ten)|post(?:ed)?|send|sent|stor(?:e|ed)|creat(?:e|ed)|place(?:d)?|confirm(?:ed)?|book(?:ed)?|accept(?:ed)?|record(?:ed)?|upload(?:ed)?|save(?:d)?|payment|checkout)$/

/** Seconds. What may take longer is no answer that somebody waits for, but work that is told of later. */
const longestAnswer = 30

/** Binds stated latencies to the operations they speak of, by their things and by whether these are read or written. */
export function withStatedLatencies(
  operations: readonly Operation[],
  facts: readonly Fact[],
): Operation[] {
  const bounds = facts.filter(
    ({ kind, canonical, origin }) =>
      kind === 'latency' && canonical > 0 && canonical <= longestAnswer && origin.from === 'text',
  )
  return operations.map((operation) => {
    const bound = bounds.findLast((fact) => speaksOf(fact, operation, operations))
    if (!bound || operation.latencyMs !== undefined) return operation
    const { canonical, percentile = 0.99 } = bound
    return { ...operation, latencyMs: canonical * 1000, percentile }
  })
}

function speaksOf(fact: Fact, operation: Operation, all: readonly Operation[]): boolean {
  if (operation.kind === 'job' || operation.kind === 'subscription') return false
  const words = wordsOf(fact.about)
  const concerned = all.filter((one) => isAbout(one, words))
  if (concerned.length === 0)
    return (
      (words.length === 0 || words.some((word) => anything.test(word) || sideOf(word))) &&
      fits(words, operation)
    )
  if (!concerned.includes(operation)) return false
  if (words.some(sideOf)) return fits(words, operation)
  // "Every transfer is answered within 10 ms": the thing itself comes into being, where anything does.
  const making = concerned.some(({ kind }) => kind === 'command')
  return !making || operation.kind === 'command'
}

/** Whether reads or writes are meant, and the operation is one; both where neither is said. */
function fits(words: readonly string[], { kind }: Operation): boolean {
  const sides = words.flatMap((word) => sideOf(word) ?? [])
  return sides.length === 0 || sides.some((side) => side === kind)
}

function sideOf(word: string): 'query' | 'command' | undefined {
  if (reading.test(word)) return 'query'
  return writing.test(word) ? 'command' : undefined
}

function isAbout({ reads, writes }: Operation, words: readonly string[]): boolean {
  const things = [...reads, ...writes].flatMap((name) => wordsOf(name))
  return things.some((thing) => words.includes(thing) && !anything.test(thing))
}

/** "PriceAlert" and "price alerts" are price and alert. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
    .map(singularOf)
}
