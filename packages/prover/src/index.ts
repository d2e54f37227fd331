/** The prover: a built project under load and faults, seen from outside. */

export type { FaultKey } from './lib/claims/measurements.ts'
export { verdictOf } from './lib/claims/verdict.ts'
export type { ProveOptions } from './lib/options.ts'
export { prove } from './lib/prove.ts'
export { writeEvidence } from './lib/report/write-evidence.ts'
