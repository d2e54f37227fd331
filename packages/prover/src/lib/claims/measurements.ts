import type {
  CallCosts,
  Evidence,
  FaultEvidence,
  InvariantEvidence,
  Saturation,
} from '@archwright/model'

import type { CorrectnessClaim } from '../check/invariants.ts'
import type { PhaseResult } from '../load/phase.ts'
import type { Interval } from '../statistics.ts'

/** What a quick proof breaks: what the claims of recovery are about. */
export const quickFaults = ['processKill', 'databaseRestart', 'providerFault'] as const
export const faultKeys = [
  ...quickFaults,
  'rollingRestart',
  'liveMigration',
  'connectionsCut',
  'providerSlow',
  'redisKill',
  'eventLoopBlocked',
  'clockStep',
  'logDiskFull',
] as const
export type FaultKey = (typeof faultKeys)[number]

export type MeasuredFault = FaultEvidence & {
  key: FaultKey
  /** Seconds after the world was whole until no order of before was pending; null when that never came. */
  secondsToSettle?: number | null
}
export type MeasuredInvariant = InvariantEvidence & { claim?: CorrectnessClaim }

/** What was measured for a claim; without a value it could not be, and the note says why. */
export interface Measured {
  value: number | null
  interval?: Interval
  /** Too little was seen to say on which side of the bound the value is. */
  undecided?: boolean
  note: string
}

/** All that a proof measured. What is undefined was not run, and `notRun` says why. */
export interface Measurements {
  steady?: PhaseResult
  /** Under the steady load. */
  costs?: CallCosts
  saturation?: Saturation
  faults: MeasuredFault[]
  invariants?: MeasuredInvariant[]
  /** How many orders, or other things that were added, the checker looked at. */
  subjects: number
  access?: Evidence['access']
  contracts?: Evidence['contracts']
  notRun: Partial<
    Record<'steady' | 'saturation' | 'faults' | 'provider' | 'invariants' | 'probes', string>
  >
}
