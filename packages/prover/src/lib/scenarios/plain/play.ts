import type { History } from '../../check/history.ts'
import type { World } from '../../world.ts'
import type { TokenPress } from '../token-press.ts'
import type { Requester } from './requester.ts'
import type { Creation, PlainState } from './state.ts'

/** A running system of any kind, with callers of every role and something of everything it keeps. */
export interface Play extends World {
  state: PlainState
  requester: Requester
  history: History<Creation>
  /** Signs tokens of any role; undefined where the project gives out none. */
  press?: TokenPress
  /** Whom all callers act for, where the project has tenants. */
  tenant?: string
  /** Why the load leaves out an operation. */
  reasons: ReadonlyMap<string, string>
}
