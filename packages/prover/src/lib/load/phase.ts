/** What to offer: so many calls per second of each operation, for so long, whatever comes back. */
export interface PhasePlan {
  name: string
  seconds: number
  rates: readonly { operation: string; perSecond: number }[]
  /** Arrivals beyond this many unanswered calls count as failed without being sent. */
  maxInFlight: number
  seed: number
}

export interface SecondPoint {
  second: number
  p50: number
  p99: number
  perSecond: number
  errors: number
}

export interface Percentile {
  ms: number
  interval: [number, number]
}

export interface OperationResult {
  operation: string
  /** Arrivals. */
  count: number
  errors: number
  /** Milliseconds from the intended start; a failed call counts as the client's whole patience. */
  p50: number
  p95: number
  p99: number
  /** By name ("p99.9"), with 95 % intervals by order statistics. */
  percentiles: Record<string, Percentile>
  max: number
  timeline: SecondPoint[]
}

/** An arrival that failed, or was answered later than a user would call service. */
export interface BadArrival {
  operation: string
  /** Intended start, milliseconds since the start of the phase. */
  dueMs: number
  ms: number
  failed: boolean
}

export interface PhaseResult {
  name: string
  /** Epoch milliseconds. */
  startedAt: number
  seconds: number
  operations: OperationResult[]
  bad: BadArrival[]
  /** How often each failure happened: "orders.placeOrder 503" → times. */
  failures: Record<string, number>
  /** Attempts that were repeated: after a broken connection, a 503 or a 429. */
  repeats: Record<string, number>
  generator: GeneratorHealth
}

/** Whether the generator itself kept the pace: how late it sent, and how busy its thread was. */
export interface GeneratorHealth {
  lagP99Ms: number
  lagMaxMs: number
  utilization: number
}

/** What happened in one second, for progress. */
export interface PhaseTick {
  second: number
  offered: number
  succeeded: number
  failed: number
  /** Failed, or answered too late to be called service. */
  bad: number
  inFlight: number
}
