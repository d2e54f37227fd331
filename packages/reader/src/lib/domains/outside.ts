import type { Dependency, Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'

/** An outside system that a text may depend on. */
interface OutsideRow {
  purpose: string
  latencyMs: number
  availability: number
  idempotent: boolean
  /** The modules whose operations call it. */
  modules: readonly string[]
  /** Whether the caller waits for its answer; otherwise a job calls it. */
  waits: boolean
}

// Latency and availability are orders of magnitude; each becomes an assumption.
const rows = {
  'payment-provider': {
    purpose: 'takes and returns money',
    latencyMs: 300,
    availability: 0.999,
    idempotent: true,
    modules: ['payments', 'subscriptions', 'orders', 'scheduling'],
    waits: true,
  },
  email: {
    purpose: 'delivers messages by mail',
    latencyMs: 500,
    availability: 0.99,
    idempotent: false,
    modules: ['notifications'],
    waits: false,
  },
  sms: {
    purpose: 'delivers short messages to phones',
    latencyMs: 500,
    availability: 0.99,
    idempotent: false,
    modules: ['notifications'],
    waits: false,
  },
  push: {
    purpose: 'delivers messages to apps',
    latencyMs: 300,
    availability: 0.999,
    idempotent: false,
    modules: ['notifications'],
    waits: false,
  },
  bank: {
    purpose: 'moves money between accounts',
    latencyMs: 1000,
    availability: 0.995,
    idempotent: false,
    modules: ['ledger', 'payments'],
    waits: false,
  },
  maps: {
    purpose: 'finds routes, places and distances',
    latencyMs: 200,
    availability: 0.999,
    idempotent: true,
    modules: ['geo', 'rides', 'shipping'],
    waits: true,
  },
  'identity-provider': {
    purpose: 'says who somebody is',
    latencyMs: 200,
    availability: 0.999,
    idempotent: true,
    modules: ['identity'],
    waits: true,
  },
  carrier: {
    purpose: 'carries goods and tells where they are',
    latencyMs: 800,
    availability: 0.99,
    idempotent: false,
    modules: ['shipping'],
    waits: false,
  },
  'credit-bureau': {
    purpose: 'rates how likely somebody pays',
    latencyMs: 1500,
    availability: 0.99,
    idempotent: true,
    modules: ['fraud', 'ledger', 'payments'],
    waits: true,
  },
  'business-system': {
    purpose: 'keeps the books and the master data of the company',
    latencyMs: 1000,
    availability: 0.99,
    idempotent: false,
    modules: [],
    waits: false,
  },
  'legacy-system': {
    purpose: 'does today what is to be replaced',
    latencyMs: 1000,
    availability: 0.99,
    idempotent: false,
    modules: [],
    waits: false,
  },
  weather: {
    purpose: 'tells the weather',
    latencyMs: 500,
    availability: 0.99,
    idempotent: true,
    modules: [],
    waits: true,
  },
  authority: {
    purpose: 'is told, or asked, by law',
    latencyMs: 2000,
    availability: 0.98,
    idempotent: false,
    modules: [],
    waits: false,
  },
  reservations: {
    purpose: 'sells seats or rooms of others',
    latencyMs: 1500,
    availability: 0.99,
    idempotent: false,
    modules: ['scheduling', 'orders'],
    waits: true,
  },
  'partner-api': {
    purpose: 'answers for a partner',
    latencyMs: 500,
    availability: 0.99,
    idempotent: true,
    modules: [],
    waits: true,
  },
} as const satisfies Readonly<Record<string, OutsideRow>>

export type OutsideName = keyof typeof rows

/** The outside systems that the text names, with what is assumed of each. */
export function toOutside(
  names: readonly OutsideName[],
  given: ReadonlyMap<string, Partial<Omit<Dependency, 'name'>>>,
  assumptions: Assumptions,
): Dependency[] {
  return names.map((name) => {
    const { modules: _, waits: __, ...row } = rows[name]
    const own = given.get(name)
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

/**
 * Lets the operations that need an outside system call it: the command whose caller waits for the answer, or a job
 * where nobody does. What no module claims belongs to the first.
 */
export function withCalls(
  operations: readonly Operation[],
  names: readonly OutsideName[],
): Operation[] {
  const found = new Map(operations.map((one) => [one.name, one]))
  for (const name of names) {
    const caller = callerOf(name, operations)
    if (!caller) continue
    const own = rows[name].waits ? caller : jobAfter(caller)
    const known = found.get(own.name) ?? own
    found.set(own.name, { ...known, calls: [...known.calls, name] })
  }
  return [...found.values()]
}

function callerOf(name: OutsideName, operations: readonly Operation[]): Operation | undefined {
  if (name === 'identity-provider')
    return operations.find(({ name: of }) => of === 'identity.login')
  const commands = operations.filter(
    ({ kind, name: of }) => kind === 'command' && !of.startsWith('identity.'),
  )
  const modules: readonly string[] = rows[name].modules
  const claimed = modules.flatMap((module) =>
    commands.filter(({ name: of }) => of.startsWith(`${module}.`)),
  )
  return claimed[0] ?? commands[0]
}

// "createNotification" is followed by "sendNotification", which runs when the command has answered.
function jobAfter({ name, writes, payloadBytes }: Operation): Operation {
  const [module = '', verb = ''] = name.split('.')
  return {
    name: `${module}.send${verb.replace(/^[a-z]+/, '')}`,
    kind: 'job',
    actor: 'system',
    consistency: 'strong',
    reads: writes,
    writes,
    calls: [],
    ...(payloadBytes === undefined ? {} : { payloadBytes }),
  }
}
