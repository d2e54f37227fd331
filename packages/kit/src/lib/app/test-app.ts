import type { EventData, EventSpec } from '../contract/event.ts'
import type { Input, Operation, Output } from '../contract/operation.ts'
import type { Sql } from '../data/sql.ts'
import type { Principal } from '../dispatch/principal.ts'
import type { Module } from '../module/define-module.ts'

/** Modules running on a database of their own, called through the one path in strict mode. */
export interface TestApp {
  readonly sql: Sql
  /** Calls an operation; a service principal when none is given. Throws `Failure`. */
  call<O extends Operation>(
    operation: O,
    input: Input<O>,
    options?: { as?: Principal; key?: string },
  ): Promise<Output<O>>
  /** Data of the events published so far, delivered or not, oldest first. */
  published<E extends EventSpec>(event: E): Promise<EventData<E>[]>
  /** Waits until the outbox is empty, sagas have ended and jobs are done; at most 10 s. */
  settle(): Promise<void>
  /** Moves the injected clock. */
  advance(milliseconds: number): void
  [Symbol.asyncDispose](): Promise<void>
}

export async function startTestApp(..._modules: Module[]): Promise<TestApp> {
  throw new Error('being written')
}
