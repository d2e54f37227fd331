import type { Static } from 'typebox'
import type { EventData, EventSpec } from '../contract/event.ts'
import type { Fail, Failure } from '../contract/failure.ts'
import type { Errors, Input, Operation, Output } from '../contract/operation.ts'
import type { Cursors } from '../data/cursor.ts'
import type { Sql } from '../data/sql.ts'
import type { Principal } from '../dispatch/principal.ts'
import type { JobSpec } from '../jobs/job.ts'
import type { SagaSpec } from '../saga/saga.ts'
import type { SagaEnd } from '../saga/saga-store.ts'

/** What every stage of a handler is given. */
export interface BaseContext<O extends Operation = Operation> {
  readonly principal: Principal
  /** Constructors for the failures the operation declares; throw one to answer with it. */
  readonly fail: Fail<Errors<O>>
  /** Aborted when the caller's deadline passes or the process gives up. */
  readonly signal: AbortSignal
  /** The injected clock. */
  now(): Date
  /** A UUID v7: sortable by time. */
  newId(): string
  /** For lists that are read page by page. */
  readonly cursors: Cursors
}

/** Inside the unit of work: everything done here commits together or not at all. */
export interface WorkContext<O extends Operation = Operation> extends BaseContext<O> {
  readonly sql: Sql
  /** Told to subscribers after the commit, at least once. */
  publish<E extends EventSpec>(event: E, data: EventData<E>): void
  /** Starts a saga with this work; `id` names it, so that a second start with the same id is none. */
  startSaga<S extends SagaSpec>(saga: S, id: string, data: Static<S['data']>): void
  /** Queues background work with this work. */
  enqueue<J extends JobSpec>(job: J, payload: Static<J['payload']>): void
  /**
   * Says what this work changes, in the words that the module's cached queries use (their `tags`): no answer that was
   * made of it is given any more, here from the commit on and in other processes as soon as they hear of it.
   */
  changed(...tags: readonly string[]): void
}

/** Outside any transaction: may ask other modules and outside systems. */
export interface CallContext<O extends Operation = Operation> extends BaseContext<O> {
  /** Asks another module (or this one) as this module. The network is assumed: it has a deadline and may be remote. */
  call<Asked extends Operation>(operation: Asked, input: Input<Asked>): Promise<Output<Asked>>
  /** The same as the caller: with their rights, and no more. */
  ask<Asked extends Operation>(operation: Asked, input: Input<Asked>): Promise<Output<Asked>>
  /** Reads the module's own tables, one statement at a time. */
  readonly sql: Sql
  /** Waits until the saga ends or the deadline nears; says how it stands. */
  sagaEnd(id: string): Promise<SagaEnd | 'running'>
}

/** One caller among those that a gathered run answers together. */
export interface Member<O extends Operation, Prepared> {
  readonly input: Input<O>
  readonly principal: Principal
  readonly prepared: Prepared
}

/** The stages of a handler. Only `run` or `runMany` is required. */
export interface Stages<O extends Operation, Prepared> {
  /**
   * True when `run` or `runMany` makes one statement and nothing else: that is its own transaction, in one round trip
   * instead of two or three.
   */
  readonly oneStatement?: true
  /** Before the unit of work: asks what it needs of others. Must have no effect. */
  prepare?(input: Input<O>, context: CallContext<O>): Promise<Prepared>
  run?(input: Input<O>, context: WorkContext<O>, prepared: Prepared): Promise<Output<O>>
  /**
   * Answers all members in one set of statements; the answers stand in the members' order.
   * A returned Failure is that member's alone and must have left no effect.
   */
  runMany?(
    members: Member<O, Prepared>[],
    context: WorkContext<O>,
  ): Promise<(Output<O> | Failure)[]>
  /** After the commit, and again on every replay of the key: waits, calls out, reads. */
  settle?(output: Output<O>, context: CallContext<O>, input: Input<O>): Promise<Output<O>>
}

/** An operation with its stages, as the kit keeps it: the types of input and output are checked at `handle`. */
export interface Handler {
  readonly operation: Operation
  readonly stages: Stages<Operation, unknown>
}

/** Binds an operation to its handler: one function for a plain unit of work, or its stages. */
export function handle<O extends Operation, Prepared = undefined>(
  operation: O,
  stages: Stages<O, Prepared>['run'] | Stages<O, Prepared>,
): Handler {
  const whole = typeof stages === 'function' ? { run: stages } : stages
  if (whole && !whole.run && !whole.runMany)
    throw new TypeError(`${operation.name} has no run stage`)
  if (whole?.oneStatement && operation.kind === 'command' && operation.idempotency === 'key')
    throw new TypeError(
      `${operation.name} keeps its key beside its effect, which is more than one statement`,
    )
  // Safe: the kit only ever passes what the operation's own schemas have validated.
  return { operation, stages: whole as unknown as Stages<Operation, unknown> }
}
