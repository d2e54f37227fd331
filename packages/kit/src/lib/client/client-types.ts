import type { Static, TSchema } from 'typebox'

import type { EventSpec } from '../contract/event.ts'
import type { BuiltInCode } from '../contract/failure.ts'
import type {
  Errors,
  Input,
  Operation,
  Output,
  RestRoute,
  RestSpec,
} from '../contract/operation.ts'
import type { Subscription } from '../contract/subscription.ts'
import type { ClientFailure } from './client-failure.ts'

/** What the contracts' modules export, as functions: their operations and subscriptions that are offered over REST. */
export type Client<Contracts> = {
  readonly [Module in keyof Contracts]: {
    readonly [Name in keyof Contracts[Module] as Contracts[Module][Name] extends Offered
      ? Contracts[Module][Name] extends { readonly access: 'internal' }
        ? never
        : Name
      : never]: Face<Contracts[Module][Name]>
  }
}

type OfferedOperation = Operation & { readonly rest: RestRoute | RestSpec }
type OfferedSubscription = Subscription & { readonly rest: `GET /${string}` }
type Offered = OfferedOperation | OfferedSubscription

type Face<One> = One extends OfferedSubscription
  ? Follower<One>
  : One extends OfferedOperation
    ? Caller<One>
    : never

/** Calls an operation. */
export type Caller<O extends Operation> = {
  /** Answers its output; rejects with a `ClientFailure`, or with the reason of the signal. */
  (input: Input<O>, options?: CallOptions): Promise<Output<O>>
  /** Answers either way: `failure.code` says which of the declared failures it is, and what `failure.data` is. */
  result(input: Input<O>, options?: CallOptions): Promise<Result<O>>
} & (O extends { readonly paged: true }
  ? {
      /** Every item from the given cursor on, page by page as they are asked for. */
      all(input: Input<O>, options?: CallOptions): AsyncGenerator<ItemOf<Output<O>>>
    }
  : unknown)

type ItemOf<Page> = Page extends { items: (infer Item)[] } ? Item : never

export interface CallOptions {
  /** Idempotency-Key of a command that takes one: the same for what is the same wish. A new one if absent. */
  readonly key?: string
  readonly signal?: AbortSignal
  /** Longest time for the call with all its repeats; 30,000 if absent. */
  readonly deadlineMs?: number
}

export type Result<O extends Operation> =
  | { readonly ok: true; readonly output: Output<O> }
  | { readonly ok: false; readonly failure: FailureOf<O> }

/** The failures an operation declares, and those that any call may end with. */
export type FailureOf<O extends Operation> =
  | { [Code in keyof Errors<O> & string]: Met<Code, DataOf<Errors<O>[Code]>> }[keyof Errors<O> &
      string]
  | Met<BuiltInCode | 'UNREACHABLE' | 'UNREADABLE_ANSWER', unknown>

type Met<Code extends string, Data> = ClientFailure & { readonly code: Code; readonly data: Data }

type DataOf<Spec> = Spec extends { data: infer Data extends TSchema } ? Static<Data> : undefined

/** Follows a subscription, through lost connections, until the loop ends or the signal says so. */
export type Follower<S extends Subscription> = (
  input?: Static<S['input']>,
  options?: FollowOptions,
) => AsyncGenerator<ToldEvent<S['events'][number]>>

export interface FollowOptions {
  /** Position behind which to start; from now on if absent. */
  readonly after?: string
  readonly signal?: AbortSignal
}

/** One event that was told; `event` says which, and so what `data` is. */
export type ToldEvent<E extends EventSpec> = E extends EventSpec
  ? {
      readonly event: E['name']
      readonly data: Static<E['data']>
      /** Unique per event. */
      readonly id: string
      /** RFC 3339. */
      readonly time: string
      /** Give it back as `after` to go on behind it. */
      readonly position: string
    }
  : never
