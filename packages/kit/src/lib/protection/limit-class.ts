import type { LimitClass } from '../contract/operation.ts'
import type { Entered } from '../dispatch/call.ts'

/** The budget an operation is charged to: its own word, or read for what only reads and write for commands. */
export function limitClassOf(operation: Entered): LimitClass {
  const { kind } = operation as { kind?: string } // a bare spec carries no kind, and is charged as a write
  return operation.limit ?? (kind === 'query' || kind === 'subscription' ? 'read' : 'write')
}
