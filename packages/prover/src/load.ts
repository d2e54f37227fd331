/** The load generator on its own: open arrivals, no coordinated omission. For benchmarks. */

export type { Call, Outcome } from './lib/load/call.ts'
export { type LoadSource, runPhase } from './lib/load/engine.ts'
export { HttpClient } from './lib/load/http-client.ts'
export type { PhasePlan, PhaseResult } from './lib/load/phase.ts'
export { findSaturation, type SaturationOptions } from './lib/saturation.ts'
