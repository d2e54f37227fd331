/** What a backend must do, as understood: the first of the four documents. */

import { type Static, Type } from 'typebox'

import { type TechniqueName, techniques } from './vocabulary.ts'

/** Where a fact came from: a span of the prose (UTF-16 offsets), a line of the YAML, or an assumption. */
export type Origin = Static<typeof Origin>
export const Origin = Type.Union([
  Type.Object({
    from: Type.Literal('text'),
    start: Type.Integer({ minimum: 0 }),
    end: Type.Integer({ minimum: 0 }),
  }),
  Type.Object({ from: Type.Literal('yaml'), line: Type.Integer({ minimum: 1 }) }),
  Type.Object({ from: Type.Literal('assumption'), id: Type.String() }),
])

export const factKinds = [
  'rate',
  'users',
  'count',
  'size',
  'duration',
  'latency',
  'availability',
  'percentage',
  'ratio',
  'money',
] as const

/** A number the brief states. `canonical` is per second, seconds, bytes, a fraction or a count. */
export type Fact = Static<typeof Fact>
export const Fact = Type.Object({
  id: Type.String({ pattern: '^F-\\d{2,}$' }),
  kind: Type.Enum(factKinds),
  value: Type.Number(),
  unit: Type.String(),
  canonical: Type.Number(),
  /** The words as they stand in the brief. */
  text: Type.String(),
  /** What the number is about, in the brief's own noun: "orders", "uptime". */
  about: Type.String(),
  bound: Type.Enum(['at-least', 'at-most', 'about', 'exactly']),
  /** 0..1, for latencies stated at a percentile. */
  percentile: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  origin: Origin,
})

/** A value the brief did not give. Printed with its effect; never a silent default. */
export type Assumption = Static<typeof Assumption>
export const Assumption = Type.Object({
  id: Type.String({ pattern: '^A-\\d{2,}$' }),
  /** Path of the brief that it fills: "operations.orders.placeOrder.peakFactor". */
  about: Type.String(),
  value: Type.Union([Type.Number(), Type.String(), Type.Boolean()]),
  unit: Type.String(),
  why: Type.String(),
  /** A rule id of the designer, or a citation. */
  source: Type.String(),
})

export const clientKinds = ['web', 'mobile', 'server', 'device', 'browser-admin'] as const
export const trustLevels = ['public', 'partner', 'staff', 'internal'] as const

export type Actor = Static<typeof Actor>
export const Actor = Type.Object({
  name: Type.String(),
  trust: Type.Enum(trustLevels),
  clients: Type.Array(Type.Enum(clientKinds)),
  count: Type.Optional(Type.Number({ minimum: 0 })),
  concurrent: Type.Optional(Type.Number({ minimum: 0 })),
})

export const shapes = [
  'record',
  'document',
  'graph',
  'key-value',
  'series',
  'blob',
  'text',
  'event',
] as const
export const sensitivities = ['none', 'personal', 'payment', 'health'] as const

export type Entity = Static<typeof Entity>
export const Entity = Type.Object({
  name: Type.String(),
  module: Type.String(),
  shape: Type.Enum(shapes),
  sensitivity: Type.Enum(sensitivities),
  /** Rows at the start. */
  count: Type.Optional(Type.Number({ minimum: 0 })),
  /** Rows added per second, average. */
  growthPerSecond: Type.Optional(Type.Number({ minimum: 0 })),
  /** Bytes per row, without indexes. */
  bytes: Type.Optional(Type.Number({ minimum: 0 })),
  perTenant: Type.Boolean(),
  fields: Type.Optional(Type.Array(Type.String())),
})

export const operationKinds = ['command', 'query', 'subscription', 'job'] as const

export type Operation = Static<typeof Operation>
export const Operation = Type.Object({
  /** "module.operation", as in the contract. */
  name: Type.String({ pattern: '^[a-z][a-zA-Z]*\\.[a-z][a-zA-Z]*$' }),
  kind: Type.Enum(operationKinds),
  actor: Type.String(),
  /** Calls per second at the stated level (see `rateIs`). */
  ratePerSecond: Type.Optional(Type.Number({ minimum: 0 })),
  /** Whether `ratePerSecond` is the average or already the peak. */
  rateIs: Type.Optional(Type.Enum(['average', 'peak'])),
  peakFactor: Type.Optional(Type.Number({ minimum: 1 })),
  /** Bound on the latency at `percentile` (0..1), in milliseconds. */
  latencyMs: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  percentile: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  consistency: Type.Enum(['strong', 'eventual']),
  /** Seconds of staleness that are fine, for eventual reads. */
  staleSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  reads: Type.Array(Type.String()),
  writes: Type.Array(Type.String()),
  /** Dependencies called while answering. */
  calls: Type.Array(Type.String()),
  payloadBytes: Type.Optional(Type.Number({ minimum: 0 })),
})

export type Dependency = Static<typeof Dependency>
export const Dependency = Type.Object({
  name: Type.String(),
  purpose: Type.String(),
  latencyMs: Type.Optional(Type.Number({ minimum: 0 })),
  availability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  ratePerSecond: Type.Optional(Type.Number({ minimum: 0 })),
  idempotent: Type.Optional(Type.Boolean()),
})

export type Objectives = Static<typeof Objectives>
export const Objectives = Type.Object({
  /** Fraction of time, 0..1. */
  availability: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
  durability: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
  rpoSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  rtoSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  regions: Type.Optional(Type.Integer({ minimum: 1 })),
  residency: Type.Optional(Type.Array(Type.String())),
  compliance: Type.Optional(Type.Array(Type.String())),
  retentionSeconds: Type.Optional(Type.Number({ minimum: 0 })),
})

export type Team = Static<typeof Team>
export const Team = Type.Object({
  engineers: Type.Optional(Type.Integer({ minimum: 0 })),
  teams: Type.Optional(Type.Integer({ minimum: 0 })),
  knows: Type.Optional(Type.Array(Type.String())),
})

export type Constraints = Static<typeof Constraints>
export const Constraints = Type.Object({
  mustUse: Type.Array(Type.String()),
  mustNotUse: Type.Array(Type.String()),
  machines: Type.Optional(Type.Integer({ minimum: 1 })),
  budgetPerMonth: Type.Optional(
    Type.Object({ amount: Type.Integer({ minimum: 0 }), currency: Type.String() }),
  ),
})

/** A capability the brief names ("catalog", "payments"), or a trait ("realtime", "multi-tenant"). */
export type Capability = Static<typeof Capability>
export const Capability = Type.Object({ name: Type.String(), origin: Origin })

/** What the text asks the design to contain or to be: "microservices", "api-design", "resilience". */
export type Ask = Static<typeof Ask>
export const Ask = Type.Object({ what: Type.String(), text: Type.String(), origin: Origin })

export type Sentence = Static<typeof Sentence>
export const Sentence = Type.Object({ text: Type.String(), origin: Origin })

export type Brief = Static<typeof Brief>
export const Brief = Type.Object(
  {
    system: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    title: Type.String({ minLength: 1 }),
    summary: Type.String(),
    /** The prose it was read from, when there was any; spans point into it. */
    prose: Type.Optional(Type.String()),
    capabilities: Type.Array(Capability),
    actors: Type.Array(Actor),
    entities: Type.Array(Entity),
    operations: Type.Array(Operation),
    dependencies: Type.Array(Dependency),
    objectives: Objectives,
    team: Team,
    constraints: Constraints,
    /** What runs today. */
    existing: Type.Array(Type.String()),
    asks: Type.Array(Ask),
    /** The one technique on which the design is to center, where the text asks for that rather than for a system. */
    concern: Type.Optional(Type.Enum(Object.keys(techniques) as TechniqueName[])),
    facts: Type.Array(Fact),
    assumptions: Type.Array(Assumption),
    notUnderstood: Type.Array(Sentence),
  },
  { $id: 'https://archwright.dev/schemas/brief.json', title: 'Archwright brief' },
)
