import type { Brief, Operation } from '@archwright/model'

import { shoppingMix } from '../ready-modules.ts'
import { figure } from '../rules/catalog.ts'
import type { AssumptionBook } from './assumptions.ts'
import { isInternal, leadingOperation, leadingPath } from './leading.ts'

/** Gives every operation a rate, a peak, and a latency bound, assuming what was not said. */
export function completeOperations(brief: Brief, book: AssumptionBook): Operation[] {
  const lead = leadingOperation(brief)
  if (!lead) return []
  book.note(
    leadingPath,
    lead.name,
    'Its rate is what the brief states, or would state; other rates follow it',
  )
  const leadRate = lead.ratePerSecond ?? assumeLeadRate(lead, book)
  const known = brief.operations.map((operation) =>
    operation.name === lead.name ? { ...operation, ratePerSecond: leadRate } : operation,
  )
  const rateOf = otherRates(known, { ...lead, ratePerSecond: leadRate }, book)
  const bound = lead.latencyMs ?? assumeLatency(lead, book)
  return known.map((operation) =>
    // What serves another call may not take longer than that call.
    isInternal(operation, brief)
      ? completeOne({ latencyMs: bound, ...operation }, lead, rateOf, book)
      : completeOne(operation, lead, rateOf, book),
  )
}

function completeOne(
  operation: Operation,
  lead: Operation,
  rateOf: (operation: Operation) => number,
  book: AssumptionBook,
): Operation {
  const rateIs = operation.rateIs ?? lead.rateIs ?? assumeRateIsPeak(book)
  const bound = operation.latencyMs ?? assumeLatency(operation, book)
  return {
    ...operation,
    ratePerSecond: operation.ratePerSecond ?? rateOf(operation),
    rateIs,
    peakFactor: operation.peakFactor ?? lead.peakFactor ?? assumePeakFactor(book),
    latencyMs: bound,
    percentile: operation.percentile ?? 0.99,
  }
}

/** Rates of the operations the brief gives none for, in proportion to the leading one. */
function otherRates(
  operations: readonly Operation[],
  lead: Operation & { ratePerSecond: number },
  book: AssumptionBook,
): (operation: Operation) => number {
  const open = operations.filter(
    ({ ratePerSecond, kind }) => ratePerSecond === undefined && kind !== 'job',
  )
  const perLead = shoppingMix[lead.name]
  const queries = open.filter(
    ({ name, kind }) => kind !== 'command' && !(name in shoppingMix),
  ).length
  return ({ name, kind, actor }) => {
    const inMix = shoppingMix[name]
    if (kind === 'job') return 0
    if (actor === 'staff' && kind === 'command') return assumeStaffEdits(book)
    if (perLead !== undefined && inMix !== undefined) {
      assumeMix(book)
      return (lead.ratePerSecond * inMix) / perLead
    }
    const ratio = assumeReadsPerWrite(book)
    const writes = lead.kind === 'command' ? lead.ratePerSecond : lead.ratePerSecond / ratio
    return kind === 'command' ? writes : (writes * ratio) / Math.max(1, queries)
  }
}

const assumeLeadRate = ({ name }: Operation, book: AssumptionBook) =>
  book.assume({
    about: `operations.${name}.ratePerSecond`,
    value: 1,
    unit: 'calls/s',
    why: 'No rate is stated; one call a second is 86,400 a day, more than most new systems see',
    source: 'convention',
  })

const assumeMix = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.mix',
    value: figure('traffic.shopping-mix'),
    unit: 'catalog reads/order',
    why: 'Only the order rate is stated; the rest of the traffic follows the TPC-W shopping mix, 4 of 5 buyers being signed in already',
    source: 'traffic.shopping-mix',
  })

const assumeStaffEdits = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.(staff).ratePerSecond',
    value: 0.05,
    unit: 'edits/s of each kind',
    why: 'How often staff edit is not stated; one edit of each kind every 20 s is a busy day',
    source: 'convention',
  })

const assumeReadsPerWrite = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.readsPerWrite',
    value: figure('traffic.reads-per-write'),
    unit: 'reads/write',
    why: 'The share of reads is not stated',
    source: 'traffic.reads-per-write',
  })

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

function assumeLatency({ kind }: Operation, book: AssumptionBook): number {
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
    value: 300,
    unit: 'ms at p99',
    why,
    source: 'latency.flow',
  })
}
