import type { Dependency, Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import type { Given } from './domain.ts'

/** An outside system that a text may depend on. */
interface OutsideRow {
  purpose: string
  latencyMs: number
  availability: number
  idempotent: boolean
  /** The modules whose commands call it. */
  modules: readonly string[]
}

// Latency and availability are orders of magnitude; each becomes an assumption.
const rows = {
  'payment-provider': {
    purpose: 'takes and returns money',
    latencyMs: 300,
    availability: 0.999,
    idempotent: true,
    modules: ['payments', 'subscriptions', 'orders', 'scheduling'],
  },
  email: {
    purpose: 'delivers messages by mail',
    latencyMs: 500,
    availability: 0.99,
    idempotent: false,
    modules: ['notifications'],
  },
  sms: {
    purpose: 'delivers short messages to phones',
    latencyMs: 500,
    availability: 0.99,
    idempotent: false,
    modules: ['notifications'],
  },
  push: {
    purpose: 'delivers messages to apps',
    latencyMs: 300,
    availability: 0.999,
    idempotent: false,
    modules: ['notifications'],
  },
  bank: {
    purpose: 'moves money between accounts',
    latencyMs: 1000,
    availability: 0.995,
    idempotent: false,
    modules: ['ledger', 'payments'],
  },
  maps: {
    purpose: 'finds routes, places and distances',
    latencyMs: 200,
    availability: 0.999,
    idempotent: true,
    modules: ['geo', 'rides', 'shipping'],
  },
  'identity-provider': {
    purpose: 'says who somebody is',
    latencyMs: 200,
    availability: 0.999,
    idempotent: true,
    modules: ['identity'],
  },
  carrier: {
    purpose: 'carries goods and tells where they are',
    latencyMs: 800,
    availability: 0.99,
    idempotent: false,
    modules: ['shipping'],
  },
  'credit-bureau': {
    purpose: 'rates how likely somebody pays',
    latencyMs: 1500,
    availability: 0.99,
    idempotent: true,
    modules: ['fraud', 'ledger', 'payments'],
  },
  'business-system': {
    purpose: 'keeps the books and the master data of the company',
    latencyMs: 1000,
    availability: 0.99,
    idempotent: false,
    modules: [],
  },
  'legacy-system': {
    purpose: 'does today what is to be replaced',
    latencyMs: 1000,
    availability: 0.99,
    idempotent: false,
    modules: [],
  },
  weather: {
    purpose: 'tells the weather',
    latencyMs: 500,
    availability: 0.99,
    idempotent: true,
    modules: [],
  },
  authority: {
    purpose: 'is told, or asked, by law',
    latencyMs: 2000,
    availability: 0.98,
    idempotent: false,
    modules: [],
  },
  reservations: {
    purpose: 'sells seats or rooms of others',
    latencyMs: 1500,
    availability: 0.99,
    idempotent: false,
    modules: ['scheduling', 'orders'],
  },
  'partner-api': {
    purpose: 'answers for a partner',
    latencyMs: 500,
    availability: 0.99,
    idempotent: true,
    modules: [],
  },
} as const satisfies Readonly<Record<string, OutsideRow>>

export type OutsideName = keyof typeof rows

/** The outside systems that the text names, with what is assumed of each. */
export function toOutside(
  names: readonly OutsideName[],
  given: Given,
  assumptions: Assumptions,
): Dependency[] {
  return names.map((name) => {
    const { modules: _, ...row } = rows[name]
    const own = given.dependencies.get(name)
    if (own?.latencyMs === undefined)
      assumptions.assume({
        about: `dependencies.${name}.latencyMs`,
        value: row.latencyMs,
        unit: 'ms',
        why: 'a usual answer time of such a system, to the nearest order of magnitude',
        source: sources.judgement,
      })
    if (own?.availability === undefined)
      assumptions.assume({
        about: `dependencies.${name}.availability`,
        value: row.availability,
        unit: 'fraction of time',
        why: 'providers seldom promise more to everybody; the design must live with their outages',
        source: sources.judgement,
      })
    return { name, ...row }
  })
}

/** Lets the commands that need an outside system call it; what no module claims is called by the first command. */
export function withCalls(
  operations: readonly Operation[],
  names: readonly OutsideName[],
): Operation[] {
  const calls = new Map<string, OutsideName[]>()
  for (const name of names) {
    const caller = callerOf(name, operations)
    if (caller) calls.set(caller.name, [...(calls.get(caller.name) ?? []), name])
  }
  return operations.map((operation) => {
    const own = calls.get(operation.name)
    return own ? { ...operation, calls: [...operation.calls, ...own] } : operation
  })
}

function callerOf(name: OutsideName, operations: readonly Operation[]): Operation | undefined {
  const commands = operations.filter(
    ({ kind, name: of }) => kind === 'command' && !of.startsWith('identity.'),
  )
  const modules: readonly string[] = rows[name].modules
  const claimed = modules.flatMap((module) =>
    commands.filter(({ name: of }) => of.startsWith(`${module}.`)),
  )
  if (name === 'identity-provider')
    return operations.find(({ name: of }) => of === 'identity.login')
  return claimed[0] ?? commands[0]
}
