import type { OpenApi } from '../../contracts/openapi.ts'
import type { Attempt } from '../../load/call.ts'
import type { Customer } from '../step.ts'

/** Somebody with a token of one role; without one a guest. */
export interface Caller {
  id: string
  role: string
  token?: string
  /** Number of the simulated client it comes from. */
  client: number
}

/** A thing that was added: what identifies it, and who added it. */
export interface Row {
  id: string
  owner: Caller
}

/** What the load lives on. Plain data: it crosses into the load thread. */
export interface PlainState {
  document: OpenApi
  /** By role; nobody where no token of a role can be had. */
  callers: Record<string, Caller[]>
  /** People with accounts, where the project has accounts. */
  customers: Customer[]
  /** By path of the collection. */
  rows: Record<string, Row[]>
}

/** One try to add something, as its caller knows it. */
export interface Creation {
  /** Path of the collection it was added to. */
  collection: string
  owner: Caller
  /** Idempotency-Key, where the operation takes one. */
  key?: string
  sent: Record<string, unknown>
  /** Ids in the successful answers. */
  acknowledged: string[]
  /** How it ended otherwise: "409 CONFLICT", "UND_ERR_SOCKET". */
  refused: string[]
  attempts: Attempt[]
}
