import type { Input, Operation, Output } from '../contract/operation.ts'
import type { Sql } from '../data/sql.ts'

/** What a module is given where nobody asked: in its jobs and at its start. Outside any transaction. */
export interface BackgroundContext {
  /** Reads and writes the module's own tables, one statement at a time. */
  readonly sql: Sql
  now(): Date
  newId(): string
  /** Asks an operation of this module or another one, as the module itself. */
  call<Asked extends Operation>(operation: Asked, input: Input<Asked>): Promise<Output<Asked>>
}
