/** What was measured on the running backend: the fourth of the four documents. */

import { type Static, Type } from 'typebox'

export const verdicts = ['met', 'missed', 'unmeasured'] as const

export type ClaimEvidence = Static<typeof ClaimEvidence>
export const ClaimEvidence = Type.Object({
  id: Type.String(),
  requirement: Type.String(),
  required: Type.Number(),
  predicted: Type.Number(),
  measured: Type.Union([Type.Number(), Type.Null()]),
  /** 95 % interval of the measured value, where one can be computed. */
  interval: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
  unit: Type.String(),
  verdict: Type.Enum(verdicts),
  /** Why, in one sentence: what was counted, or why it could not be. */
  note: Type.String(),
  command: Type.String(),
  conditions: Type.String(),
})

export type LatencySeries = Static<typeof LatencySeries>
export const LatencySeries = Type.Object({
  operation: Type.String(),
  phase: Type.String(),
  count: Type.Integer(),
  errors: Type.Integer(),
  /** Milliseconds from the intended start (no coordinated omission). */
  p50: Type.Number(),
  p95: Type.Number(),
  p99: Type.Number(),
  max: Type.Number(),
  /** One point per second: seconds since start, p50 and p99 in milliseconds, answers per second. */
  timeline: Type.Array(
    Type.Object({
      second: Type.Number(),
      p50: Type.Number(),
      p99: Type.Number(),
      perSecond: Type.Number(),
      errors: Type.Integer(),
    }),
  ),
})

export type FaultEvidence = Static<typeof FaultEvidence>
export const FaultEvidence = Type.Object({
  fault: Type.String(),
  atSecond: Type.Number(),
  /** From the fault until every operation succeeds at the asked rate again; null when it never did. */
  secondsToFullService: Type.Union([Type.Number(), Type.Null()]),
  failedRequests: Type.Integer(),
  note: Type.String(),
})

export type InvariantEvidence = Static<typeof InvariantEvidence>
export const InvariantEvidence = Type.Object({
  invariant: Type.String(),
  checked: Type.Integer(),
  violations: Type.Integer(),
  examples: Type.Array(Type.String()),
})

export type Saturation = Static<typeof Saturation>
export const Saturation = Type.Object({
  operation: Type.String(),
  steps: Type.Array(
    Type.Object({
      offeredPerMinute: Type.Number(),
      achievedPerMinute: Type.Number(),
      p50: Type.Number(),
      p99: Type.Number(),
      errors: Type.Integer(),
      kept: Type.Boolean(),
    }),
  ),
  /** Highest that was served: nothing failed, p99 within 300 ms. */
  kneePerMinute: Type.Number(),
  /** Highest that was answered: nothing failed, p99 within 1 s. */
  mostPerMinute: Type.Number(),
})

export type CallCosts = Static<typeof CallCosts>
/** What a call of the design's mix takes of the processors, all that it sets off included. */
export const CallCosts = Type.Object({
  callsPerSecond: Type.Number(),
  /** Milliseconds of all processes of the project together. */
  appMs: Type.Number({ exclusiveMinimum: 0 }),
  /** Milliseconds of all processes of PostgreSQL together. */
  databaseMs: Type.Number({ exclusiveMinimum: 0 }),
})

export type Evidence = Static<typeof Evidence>
export const Evidence = Type.Object(
  {
    system: Type.String(),
    command: Type.String(),
    /** ISO 8601. */
    startedAt: Type.String(),
    seconds: Type.Number(),
    conditions: Type.Object({
      machine: Type.String(),
      versions: Type.Record(Type.String(), Type.String()),
      load: Type.String(),
      processes: Type.String(),
    }),
    claims: Type.Array(ClaimEvidence),
    /** Of the steady load; null where the system does not tell. */
    costs: Type.Union([CallCosts, Type.Null()]),
    latencies: Type.Array(LatencySeries),
    saturation: Type.Union([Saturation, Type.Null()]),
    faults: Type.Array(FaultEvidence),
    invariants: Type.Array(InvariantEvidence),
    access: Type.Object({ checked: Type.Integer(), wrong: Type.Array(Type.String()) }),
    contracts: Type.Object({ checked: Type.Integer(), wrong: Type.Array(Type.String()) }),
  },
  { $id: 'https://archwright.dev/schemas/evidence.json', title: 'Archwright evidence' },
)
