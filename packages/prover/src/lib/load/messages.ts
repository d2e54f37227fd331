import type { Cast, Heard } from '../scenarios/cast.ts'
import type { FilledCart } from '../scenarios/shop/state.ts'
import type { Answer } from './call.ts'
import type { PhasePlan, PhaseResult, PhaseTick } from './phase.ts'

/** What the load thread is started with. */
export interface LoadSetup {
  origins: string[]
  addresses: number
  cast: Cast
  seed: number
}

export type ToLoad =
  | { type: 'feed'; carts: FilledCart[] }
  | { type: 'run'; plan: PhasePlan }
  | { type: 'end' }

export interface Sample {
  operation: string
  answer: Answer
}

export type FromLoad =
  | { type: 'tick'; tick: PhaseTick }
  | { type: 'heard'; heard: Heard[] }
  | { type: 'samples'; samples: Sample[] }
  | { type: 'done'; result: PhaseResult }
  | { type: 'failed'; message: string }
