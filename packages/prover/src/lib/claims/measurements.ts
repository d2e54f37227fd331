import type { Evidence, FaultEvidence, InvariantEvidence, Saturation } from '@archwright/model'

import type { CorrectnessClaim } from '../check/invariants.ts'
import type { PhaseResult } from '../load/phase.ts'

export const faultKeys = ['processKill', 'databaseRestart', 'providerFault'] as const
export type FaultKey = (typeof faultKeys)[number]

export type MeasuredFault = FaultEvidence & { key: FaultKey }
export type MeasuredInvariant = InvariantEvidence & { claim?: CorrectnessClaim }

/** All that a proof measured. What is undefined was not run, and `notRun` says why. */
export interface Measurements {
  steady?: PhaseResult
  saturation?: Saturation
  faults: MeasuredFault[]
  invariants?: MeasuredInvariant[]
  /** Orders that the checker looked at. */
  orders: number
  access?: Evidence['access']
  contracts?: Evidence['contracts']
  notRun: Partial<Record<'steady' | 'saturation' | 'faults' | 'invariants' | 'probes', string>>
}
