/** What was decided and why: the second of the four documents. A plain tree; every renderer is a pure function of it. */

import { type Static, Type } from 'typebox'
import { Caller, Quota } from './access.ts'
import { CouplingPair, FrontEnd, Gateway, Migration } from './architecture-design.ts'
import { Brief } from './brief.ts'
import { Conflict } from './conflict.ts'
import { Cost } from './cost.ts'
import { Table, TableIndex } from './data-design.ts'
import { Decision, Line, Rule } from './decision.ts'
import { OperationConsistency, Topic } from './messaging-design.ts'
import { OpenQuestion } from './open-question.ts'
import { Delivery, Telemetry, TestKind } from './telemetry.ts'
import { Safeguard, Threat } from './threats.ts'

export type OperationLoad = Static<typeof OperationLoad>
export const OperationLoad = Type.Object({
  operation: Type.String(),
  module: Type.String(),
  kind: Type.String(),
  averagePerSecond: Type.Number(),
  peakPerSecond: Type.Number(),
  /** Mean time in system, seconds. */
  residenceSeconds: Type.Number(),
  /** Little's law at peak: calls in flight. */
  concurrency: Type.Number(),
  cpuSecondsPerCall: Type.Number(),
  latencyMs: Type.Number(),
  percentile: Type.Number(),
})

export type DataVolume = Static<typeof DataVolume>
export const DataVolume = Type.Object({
  entity: Type.String(),
  module: Type.String(),
  rowsPerDay: Type.Number(),
  bytesPerRow: Type.Number(),
  bytesAfterYear: Type.Number(),
})

export type Module = Static<typeof Module>
export const Module = Type.Object({
  name: Type.String(),
  responsibility: Type.String(),
  entities: Type.Array(Type.String()),
  operations: Type.Array(Type.String()),
  publishes: Type.Array(Type.String()),
  hears: Type.Array(Type.String()),
  calls: Type.Array(Type.String()),
  sensitivity: Type.String(),
  why: Type.String(),
  /** True when a ready module of Archwright fits. */
  ready: Type.Boolean(),
})

export type Deployable = Static<typeof Deployable>
export const Deployable = Type.Object({
  name: Type.String(),
  modules: Type.Array(Type.String()),
  replicas: Type.Integer({ minimum: 1 }),
  coresPerReplica: Type.Number(),
  memoryMb: Type.Number(),
  poolSize: Type.Integer({ minimum: 1 }),
  decision: Type.String(),
})

export type Interface = Static<typeof Interface>
export const Interface = Type.Object({
  name: Type.String(),
  style: Type.String(),
  audience: Type.String(),
  operations: Type.Array(Type.String()),
  versioning: Type.String(),
  pagination: Type.String(),
  decision: Type.String(),
})

export type Store = Static<typeof Store>
export const Store = Type.Object({
  name: Type.String(),
  family: Type.String(),
  engine: Type.String(),
  holds: Type.Array(Type.String()),
  replicas: Type.Integer({ minimum: 1 }),
  decision: Type.String(),
})

export type Cache = Static<typeof Cache>
export const Cache = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  pattern: Type.String(),
  holds: Type.Array(Type.String()),
  ttlSeconds: Type.Number(),
  invalidation: Type.String(),
  decision: Type.String(),
})

export type Channel = Static<typeof Channel>
export const Channel = Type.Object({
  event: Type.String(),
  from: Type.String(),
  to: Type.Array(Type.String()),
  engine: Type.String(),
  decision: Type.String(),
})

export type Job = Static<typeof Job>
export const Job = Type.Object({
  name: Type.String(),
  module: Type.String(),
  trigger: Type.String(),
  attempts: Type.Integer(),
})

export type SagaStep = Static<typeof SagaStep>
export const SagaStep = Type.Object({
  name: Type.String(),
  module: Type.String(),
  operation: Type.String(),
  undo: Type.Optional(Type.String()),
  pivot: Type.Boolean(),
  /** Outside dependency called by the step. */
  dependency: Type.Optional(Type.String()),
})

export type Saga = Static<typeof Saga>
export const Saga = Type.Object({
  name: Type.String(),
  starts: Type.String(),
  steps: Type.Array(SagaStep),
  decision: Type.String(),
})

export type Limit = Static<typeof Limit>
export const Limit = Type.Object({
  /** Limit class of the kit: auth, read, write. */
  class: Type.String(),
  algorithm: Type.Enum(['token-bucket', 'leaky-bucket', 'sliding-window', 'fixed-window']),
  perSecond: Type.Number(),
  burst: Type.Number(),
  per: Type.Enum(['principal', 'key', 'tenant', 'address']),
  /** `process`: each replica counts by itself. */
  countedIn: Type.Enum(['process', 'postgresql', 'redis']),
  onStoreFailure: Type.Enum(['open', 'closed']),
  decision: Type.String(),
})

export type ResiliencePolicy = Static<typeof ResiliencePolicy>
export const ResiliencePolicy = Type.Object({
  dependency: Type.String(),
  timeoutMs: Type.Number(),
  attempts: Type.Integer(),
  backoffMs: Type.Number(),
  /** Retries allowed as a fraction of calls. */
  retryBudget: Type.Number(),
  breaker: Type.Object({
    failureRate: Type.Number(),
    windowSeconds: Type.Number(),
    minimumPerSecond: Type.Number(),
    openSeconds: Type.Number(),
  }),
  bulkhead: Type.Object({ concurrent: Type.Integer(), queued: Type.Integer() }),
  fallback: Type.String(),
  decision: Type.String(),
})

export type BurnAlert = Static<typeof BurnAlert>
export const BurnAlert = Type.Object({
  severity: Type.Enum(['page', 'ticket']),
  burnRate: Type.Number(),
  longSeconds: Type.Number(),
  shortSeconds: Type.Number(),
  budgetFraction: Type.Number(),
})

export type Slo = Static<typeof Slo>
export const Slo = Type.Object({
  name: Type.String(),
  indicator: Type.String(),
  /** Operation names it covers; empty means all. */
  operations: Type.Array(Type.String()),
  target: Type.Number(),
  windowDays: Type.Integer(),
  /** For latency SLOs: the bound in seconds. */
  thresholdSeconds: Type.Optional(Type.Number()),
  alerts: Type.Array(BurnAlert),
  /** Events per minute under which burn rates mislead and are not evaluated. */
  minimumPerMinute: Type.Number(),
})

export type AvailabilityPart = Static<typeof AvailabilityPart>
export const AvailabilityPart = Type.Object({
  name: Type.String(),
  copies: Type.Integer(),
  each: Type.Number(),
  together: Type.Number(),
  hard: Type.Boolean(),
  from: Type.Array(Type.String()),
})

export type Availability = Static<typeof Availability>
export const Availability = Type.Object({
  target: Type.Number(),
  composed: Type.Number(),
  meets: Type.Boolean(),
  parts: Type.Array(AvailabilityPart),
  lines: Type.Array(Line),
  budgetSecondsPerMonth: Type.Number(),
  budgetSecondsPerYear: Type.Number(),
  statement: Type.String(),
})

export type Stage = Static<typeof Stage>
export const Stage = Type.Object({
  factor: Type.Number(),
  load: Type.String(),
  breaks: Type.String(),
  step: Type.String(),
  effort: Type.String(),
  /** Of a month at this load with the step taken, by the same prices as the design's cost; smallest unit of its currency. */
  cost: Type.Optional(Type.Object({ low: Type.Integer(), high: Type.Integer() })),
})

export type Risk = Static<typeof Risk>
export const Risk = Type.Object({
  risk: Type.String(),
  likelihood: Type.Enum(['low', 'medium', 'high']),
  impact: Type.Enum(['low', 'medium', 'high']),
  answer: Type.String(),
})

export type RolloutStep = Static<typeof RolloutStep>
export const RolloutStep = Type.Object({
  name: Type.String(),
  what: Type.String(),
  gate: Type.String(),
})

export const claimKinds = [
  'rate',
  'latency',
  'correctness',
  'availability',
  'access',
  'contract',
  'recovery',
] as const

/** One testable promise. `better` tells which side of `required` meets it. */
export type Claim = Static<typeof Claim>
export const Claim = Type.Object({
  id: Type.String({ pattern: '^C-\\d{2}$' }),
  kind: Type.Enum(claimKinds),
  /** Stable key by which the prover finds its measurement, e.g. "orders.placeOrder.p99". */
  key: Type.String(),
  requirement: Type.String(),
  required: Type.Number(),
  predicted: Type.Number(),
  unit: Type.String(),
  better: Type.Enum(['at-least', 'at-most', 'equal']),
  /** Asked by the brief, or assumed. */
  asked: Type.Boolean(),
  measuredBy: Type.String(),
  decisions: Type.Array(Type.String()),
})

/** Answers in the vocabulary of published designs, for comparison with them. */
export type Choices = Static<typeof Choices>
export const Choices = Type.Object({
  topology: Type.String(),
  api_public: Type.Array(Type.String()),
  api_internal: Type.Array(Type.String()),
  stores: Type.Record(Type.String(), Type.String()),
  messaging: Type.Array(Type.String()),
  messaging_engine: Type.Optional(Type.String()),
  cache: Type.Object({ kinds: Type.Array(Type.String()), pattern: Type.Optional(Type.String()) }),
  consistency: Type.Object({
    ops: Type.Record(Type.String(), Type.String()),
    mechanism: Type.Array(Type.String()),
  }),
  auth: Type.Object({ authn: Type.Array(Type.String()), authz: Type.Array(Type.String()) }),
  rate_limit: Type.Object({
    present: Type.Boolean(),
    algorithm: Type.Optional(Type.String()),
    where: Type.Optional(Type.String()),
  }),
  scaling: Type.Array(Type.String()),
  resilience: Type.Array(Type.String()),
  special: Type.Array(Type.String()),
})

/** The browsing and buying mix the prover replays, calls per second at peak. */
export type Mix = Static<typeof Mix>
export const Mix = Type.Array(Type.Object({ operation: Type.String(), perSecond: Type.Number() }))

const PriorAndMeasured = Type.Object({ priorMs: Type.Number(), measuredMs: Type.Number() })

export type Calibration = Static<typeof Calibration>
/** Processor milliseconds of a call of the mix: what the rules say, and what a proof of this system measured. */
export const Calibration = Type.Object({
  /** When that proof began, ISO 8601. */
  measuredAt: Type.String(),
  machine: Type.String(),
  /** Of the application's, what hashing passwords is known to cost. */
  hashMs: Type.Number(),
  app: PriorAndMeasured,
  database: PriorAndMeasured,
})

export type Design = Static<typeof Design>
export const Design = Type.Object(
  {
    system: Type.String(),
    title: Type.String(),
    summary: Type.String(),
    brief: Brief,
    choices: Choices,
    decisions: Type.Array(Decision),
    modules: Type.Array(Module),
    deployables: Type.Array(Deployable),
    interfaces: Type.Array(Interface),
    /** The pairs that weigh most for or against a module of their own, strongest first. */
    couplings: Type.Array(CouplingPair),
    gateway: Gateway,
    /** Backends for kinds of front end; empty where one interface serves all. */
    frontEnds: Type.Array(FrontEnd),
    /** Present where something that runs today is replaced. */
    migration: Type.Optional(Migration),
    stores: Type.Array(Store),
    tables: Type.Array(Table),
    indexes: Type.Array(TableIndex),
    caches: Type.Array(Cache),
    channels: Type.Array(Channel),
    /** Empty where modules tell one another nothing. */
    topics: Type.Array(Topic),
    /** What each operation must see, in the order of the brief. */
    consistency: Type.Array(OperationConsistency),
    jobs: Type.Array(Job),
    sagas: Type.Array(Saga),
    identity: Type.Object({
      authentication: Type.Array(Type.String()),
      accessTokenSeconds: Type.Integer(),
      refreshTokenSeconds: Type.Integer(),
      roles: Type.Array(Type.String()),
      passwordHash: Type.String(),
      decision: Type.String(),
    }),
    callers: Type.Array(Caller),
    limits: Type.Array(Limit),
    quotas: Type.Array(Quota),
    resilience: Type.Array(ResiliencePolicy),
    deliveries: Type.Array(Delivery),
    slos: Type.Array(Slo),
    telemetry: Telemetry,
    threats: Type.Array(Threat),
    safeguards: Type.Array(Safeguard),
    tests: Type.Array(TestKind),
    workload: Type.Array(OperationLoad),
    data: Type.Array(DataVolume),
    mix: Mix,
    calibration: Type.Optional(Calibration),
    capacity: Type.Object({
      lines: Type.Array(Line),
      cores: Type.Number(),
      databaseCores: Type.Number(),
      poolSize: Type.Integer(),
      replicas: Type.Integer(),
      storageBytesAfterYear: Type.Number(),
      headroom: Type.Number(),
    }),
    availability: Availability,
    cost: Cost,
    /** What to ask first: the answers that would change the design most. */
    openQuestions: Type.Array(OpenQuestion),
    /** Demands that exclude one another, with the nearest design; empty when all can be met. */
    conflicts: Type.Array(Conflict),
    rollout: Type.Array(RolloutStep),
    risks: Type.Array(Risk),
    stages: Type.Array(Stage),
    claims: Type.Array(Claim),
    rules: Type.Array(Rule),
  },
  { $id: 'https://archwright.dev/schemas/design.json', title: 'Archwright design' },
)
