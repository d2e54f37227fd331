import path from 'node:path'

import { InputError } from '@archwright/model/light'

import { type FaultKey, faultKeys, quickFaults } from './claims/measurements.ts'

/** How a proof is made. */
export interface ProveOptions {
  /** A minute of load at most, short fault phases, coarse saturation steps. */
  quick?: boolean
  /** A first look of well under a minute: little load, the shortest fault phases, no saturation. */
  glance?: boolean
  /** Seconds of steady load; 10 at a glance, 60 when quick, else 300. */
  seconds?: number
  /** Whether things are broken under load, or which; true if absent. */
  faults?: boolean | readonly FaultKey[]
  /** Folder of the release after this one, for `liveMigration` to roll out. */
  next?: string
  /** Whether the highest load is looked for; true if absent. */
  saturate?: boolean
  /** Ends the proof early; everything it started ends with it. */
  signal?: AbortSignal
  /** Hears one line at a time about how it goes. */
  progress(line: string): void
}

/** The options with all lengths decided. */
export interface Schedule {
  steadySeconds: number
  warmUpSeconds: number
  /** At most; a fault's phase ends when service is back. */
  faultSeconds: number
  /** Into a fault's phase. */
  strikeSecond: number
  /** For so long nothing may be bad before a fault's phase ends. */
  quietSeconds: number
  stepSeconds: number
  stepFactor: number
  /** Registered over the public API: each costs two password hashes. */
  customers: number
  /** More buyers, with tokens signed by the proof. */
  buyers: number
  /** What is broken under load. */
  faults: readonly FaultKey[]
  next?: string
  saturate: boolean
}

/** @throws InputError when a fault is named that there is not. */
export function scheduleOf(options: ProveOptions): Schedule {
  const { quick, glance, seconds, faults, next, saturate } = options
  const schedule = glance ? atAGlance : quick ? quickly : inFull
  return {
    ...schedule,
    steadySeconds: seconds ?? schedule.steadySeconds,
    faults: faultsOf(faults, schedule.faults),
    ...(next === undefined ? {} : { next: path.resolve(next) }),
    saturate: saturate ?? schedule.saturate,
  }
}

function faultsOf(asked: ProveOptions['faults'], usual: readonly FaultKey[]): readonly FaultKey[] {
  if (asked === undefined || asked === true) return usual
  if (asked === false) return []
  const unknown = asked.find((key) => !faultKeys.includes(key))
  if (unknown === undefined) return asked
  const right = `name some of ${faultKeys.join(', ')}`
  throw new InputError([{ where: '--faults', what: `there is no fault "${unknown}"`, right }])
}

const inFull: Schedule = {
  steadySeconds: 300,
  warmUpSeconds: 10,
  faultSeconds: 60,
  strikeSecond: 4,
  quietSeconds: 4,
  stepSeconds: 8,
  stepFactor: 1.25,
  customers: 30,
  buyers: 500,
  faults: faultKeys,
  saturate: true,
}

const quickly: Schedule = {
  ...inFull,
  steadySeconds: 60,
  warmUpSeconds: 5,
  faultSeconds: 30,
  faults: quickFaults,
  stepSeconds: 4,
  stepFactor: 1.5,
}

const atAGlance: Schedule = {
  ...inFull,
  steadySeconds: 10,
  warmUpSeconds: 6,
  faultSeconds: 12,
  strikeSecond: 1,
  quietSeconds: 2,
  customers: 20,
  faults: quickFaults,
  saturate: false,
}
