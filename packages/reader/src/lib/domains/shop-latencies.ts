import type { Fact } from '@archwright/model'

import type { StatedLoad } from './domain.ts'
import { shopOperations } from './shop-operations.ts'

// Tried in this order; a latency that names nothing binds whatever a user waits for.
const subjects: readonly (readonly [words: RegExp, operations: RegExp])[] = [
  [/\b(?:orders?|ordering|checkout|checking out)\b/, /^orders\.placeOrder$/],
  [/\b(?:log ?ins?|sign ?ins?|signing in)\b/, /^identity\.login$/],
  [/\b(?:search\w*)\b/, /^catalog\.searchProducts$/],
  [/\b(?:carts?|baskets?)\b/, /^carts\.(?:getCart|setLine)$/],
  [
    /\b(?:reads?|pages?|views?|brows\w+|products?|catalog\w*|listing\w*)\b/,
    /^catalog\.(?:get|list|search)/,
  ],
  [/./, /^(?!payments\.receiveWebhook)/],
]

/** Binds stated latencies to the operations they speak of; the highest percentile counts. */
export function bindLatencies(facts: readonly Fact[]): Map<string, StatedLoad> {
  const rows = Object.values(shopOperations).flat()
  const waitedFor = rows.filter(({ latencyMs }) => latencyMs !== undefined)
  const bound = new Map<string, StatedLoad>()
  const latencies = facts.filter(
    ({ kind, canonical, origin }) => kind === 'latency' && canonical > 0 && origin.from === 'text',
  )
  // From the general to the particular, and from low percentiles to high ones: the last one stays.
  const ordered = latencies
    .map((fact) => ({ fact, subject: subjects.findIndex(([words]) => words.test(fact.about)) }))
    .sort(
      (one, other) => other.subject - one.subject || percentile(one.fact) - percentile(other.fact),
    )
  for (const { fact, subject } of ordered)
    for (const { name } of waitedFor)
      if (subjects[subject]?.[1].test(name))
        bound.set(name, { latencyMs: fact.canonical * 1000, percentile: percentile(fact) })
  return bound
}

// A bound without a percentile is held to the 99th: "under 300 ms" promises more than a median.
function percentile({ percentile: stated }: Fact): number {
  return stated ?? 0.99
}
