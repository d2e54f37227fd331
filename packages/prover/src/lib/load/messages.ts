import type { Placing } from '../check/facts.ts'
import type { FilledCart, ShopState } from '../scenarios/shop/state.ts'
import type { Answer, Attempt } from './call.ts'
import type { PhasePlan, PhaseResult, PhaseTick } from './phase.ts'

/** What the load thread is started with. */
export interface LoadSetup {
  origins: string[]
  addresses: number
  state: ShopState
  seed: number
}

export type ToLoad =
  | { type: 'feed'; carts: FilledCart[] }
  | { type: 'run'; plan: PhasePlan }
  | { type: 'end' }

/** One try to place an order, with all its attempts, as it goes into the history. */
export type PlacingRecord = Placing & { attempts: Attempt[] }

export interface Sample {
  operation: string
  answer: Answer
}

export type FromLoad =
  | { type: 'tick'; tick: PhaseTick }
  | { type: 'placings'; placings: PlacingRecord[] }
  | { type: 'samples'; samples: Sample[] }
  | { type: 'done'; result: PhaseResult }
  | { type: 'failed'; message: string }
