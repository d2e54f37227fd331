import type { Call, Outcome } from '../load/call.ts'
import type { Cast, Heard } from './cast.ts'
import { createPlainLoad } from './plain/plain-load.ts'
import { createShopLoad } from './shop/shop-load.ts'
import type { FilledCart } from './shop/state.ts'

/** The callers, from whom the load takes each call as it falls due. */
export interface Load {
  /** The next call of an operation; undefined when nobody is in a position to make one. */
  next(operation: string): Call | undefined
  /** Tells the caller what became of it; returns what goes into the history. */
  settle(call: Call, outcome: Outcome): Heard | undefined
  /** Adds carts that were filled beforehand. */
  feed(carts: readonly FilledCart[]): void
}

export function createLoad(cast: Cast, seed: number): Load {
  if (cast.kind === 'shop') return createShopLoad(cast.state, seed)
  return { ...createPlainLoad(cast.state), feed: () => {} }
}
