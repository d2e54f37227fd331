import type { Placing } from '../check/facts.ts'
import type { Attempt } from '../load/call.ts'
import type { Creation, PlainState } from './plain/state.ts'
import type { ShopState } from './shop/state.ts'

/** Who calls and with what, as plain data: it crosses into the load thread. */
export type Cast = { kind: 'shop'; state: ShopState } | { kind: 'plain'; state: PlainState }

/** One try to place an order, with all its attempts, as it goes into the history. */
export type PlacingRecord = Placing & { attempts: Attempt[] }

/** A caller's own record of what it asked for and what it was told. */
export type Heard = PlacingRecord | Creation
