import type { Brief, Operation } from '@archwright/model'

import { placingOperation } from '../placing-saga.ts'
import { figure } from '../rules/catalog.ts'
import type { AssumptionBook } from './assumptions.ts'
import { isInternal, leadingOperation, leadingPath } from './leading.ts'
import { assumeReadsPerWrite, openRates } from './open-rates.ts'
import { callsOfPeople, callsPerDay, peopleOf } from './people.ts'

/** Gives every operation a rate, a peak, and a latency bound, assuming what was not said. */
export function completeOperations(brief: Brief, book: AssumptionBook): Operation[] {
  const lead = leadingOperation(brief)
  if (!lead) return []
  book.note(
    leadingPath,
    lead.name,
    'Its rate is what the brief states, or would state; other rates follow it',
  )
  const leadRate = lead.ratePerSecond ?? assumeLeadRate(lead, brief, book)
  const known = brief.operations.map((operation) =>
    operation.name === lead.name ? { ...operation, ratePerSecond: leadRate } : operation,
  )
  const rateOf = openRates(
    { ...brief, operations: known },
    { ...lead, ratePerSecond: leadRate, stated: lead.ratePerSecond !== undefined },
    book,
  )
  const bound = lead.latencyMs ?? assumeLatency(lead, brief, book)
  return known.map((operation) =>
    // What serves another call may not take longer than that call.
    isInternal(operation, brief)
      ? completeOne({ latencyMs: bound, ...operation }, lead, rateOf, book)
      : completeOne(
          { ...operation, latencyMs: operation.latencyMs ?? assumeLatency(operation, brief, book) },
          lead,
          rateOf,
          book,
        ),
  )
}

function completeOne(
  operation: Operation & { latencyMs: number },
  lead: Operation,
  rateOf: (operation: Operation) => number,
  book: AssumptionBook,
): Operation {
  const rateIs = operation.rateIs ?? lead.rateIs ?? assumeRateIsPeak(book)
  return {
    ...operation,
    ratePerSecond: operation.ratePerSecond ?? rateOf(operation),
    rateIs,
    peakFactor: operation.peakFactor ?? lead.peakFactor ?? assumePeakFactor(book),
    percentile: operation.percentile ?? 0.99,
  }
}

function assumeLeadRate(lead: Operation, brief: Brief, book: AssumptionBook): number {
  const { name, kind } = lead
  const about = `operations.${name}.ratePerSecond`
  const people = peopleOf(brief)
  const calls = callsOfPeople(people)
  const ratio = assumeReadsPerWrite(book)
  const share = (kind === 'command' ? 1 : ratio) / (1 + ratio)
  if (people === 0 || calls <= 1)
    return book.assume({
      about,
      value: Number(share.toPrecision(6)),
      unit: 'calls/s',
      why: `No rate is stated; one call a second in all is 86,400 a day, more than most new systems see; ${ratio} of them read for 1 that writes`,
      source: 'convention',
    })
  return book.assume({
    about,
    value: Number((calls * share).toPrecision(3)),
    unit: 'calls/s',
    why: `No rate is stated; ${callsPerDay} calls a day from each of ${people} people, ${ratio} reads to 1 write`,
    source: 'convention',
  })
}

function assumeRateIsPeak(book: AssumptionBook): 'peak' {
  book.assume({
    about: 'operations.rateIsPeak',
    value: 1,
    unit: 'true',
    why: 'A rate that must be processed is a capacity, so it is read as the peak',
    source: 'convention',
  })
  return 'peak'
}

const assumePeakFactor = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.peakFactor',
    value: figure('traffic.peak-factor'),
    unit: 'peak/mean',
    why: 'The shape of the day is not stated',
    source: 'traffic.peak-factor',
  })

function assumeLatency(operation: Operation, brief: Brief, book: AssumptionBook): number {
  const waits = slowestOutside(operation, brief)
  if (waits > 0 && operation.name !== placingOperation)
    return book.assume({
      about: `operations.${operation.name}.latencyMs`,
      value: ownBoundMs + Math.ceil(waits * outsideTail),
      unit: 'ms at p99',
      why: `No bound is stated; it waits for a system outside that takes ${waits} ms on average, and five times as long once in a hundred calls`,
      source: 'convention',
    })
  return assumeOwnLatency(operation, book)
}

const ownBoundMs = 300

/** p99 of an exponential time over its mean: ln 100. */
const outsideTail = Math.log(100)

function slowestOutside({ calls }: Operation, { dependencies }: Brief): number {
  return dependencies
    .filter(({ name }) => calls.includes(name))
    .reduce((most, { latencyMs = 0 }) => Math.max(most, latencyMs), 0)
}

function assumeOwnLatency({ kind }: Operation, book: AssumptionBook): number {
  if (kind !== 'command') {
    const why = 'No bound is stated; 0.1 s feels instant to a person'
    return book.assume({
      about: 'operations.query.latencyMs',
      value: 100,
      unit: 'ms at p99',
      why,
      source: 'latency.flow',
    })
  }
  const why = 'No bound is stated; well within the 1 s that keeps the flow of thought'
  return book.assume({
    about: 'operations.command.latencyMs',
    value: ownBoundMs,
    unit: 'ms at p99',
    why,
    source: 'latency.flow',
  })
}
