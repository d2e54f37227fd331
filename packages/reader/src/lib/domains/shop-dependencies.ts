import type { Dependency } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import type { Given } from './domain.ts'

/** The outside systems that the shop's modules call. */
export function toDependencies(
  modules: readonly string[],
  given: Given,
  assumptions: Assumptions,
): Dependency[] {
  return modules.flatMap((module) => {
    const row = dependencies[module]
    if (!row) return []
    const { why, ...dependency } = row
    const own = given.dependencies.get(row.name)
    if (own?.latencyMs === undefined)
      assumptions.assume({
        about: `dependencies.${row.name}.latencyMs`,
        value: row.latencyMs,
        unit: 'ms',
        why,
        source: sources.judgement,
      })
    if (own?.availability === undefined)
      assumptions.assume({
        about: `dependencies.${row.name}.availability`,
        value: row.availability,
        unit: 'fraction of time',
        why: 'providers seldom promise more to everybody; the design must live with their outages',
        source: sources.judgement,
      })
    return [dependency]
  })
}

const dependencies: Readonly<
  Record<string, Required<Omit<Dependency, 'ratePerSecond'>> & { why: string }>
> = {
  payments: {
    name: 'payment-provider',
    purpose: 'authorizes, captures, voids and refunds payments',
    latencyMs: 120,
    availability: 0.999,
    idempotent: true,
    why: 'a card authorization over a near-by endpoint; measured again against the provider in use',
  },
  notifications: {
    name: 'email',
    purpose: 'delivers messages to customers over SMTP',
    latencyMs: 500,
    availability: 0.99,
    idempotent: false,
    why: 'nobody waits for it, so that seconds would do as well',
  },
}
