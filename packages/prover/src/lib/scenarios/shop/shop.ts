import type { History } from '../../check/history.ts'
import type { Simulator } from '../../environment/simulator.ts'
import type { World } from '../../world.ts'
import type { PlacingRecord } from '../cast.ts'
import type { TokenPress } from '../token-press.ts'
import type { ShopState } from './state.ts'

/** A stocked shop with its customers and its payment provider. */
export interface Shop extends World {
  simulator: Simulator
  state: ShopState
  history: History<PlacingRecord>
  /** Signs tokens for customers who exist for the load only. */
  press: TokenPress
}
