import type { LimitClass, Operation, OperationSpec } from '../contract/operation.ts'

/** The budget an operation is charged to: its own word, or read for queries and write for commands. */
export function limitClassOf(operation: OperationSpec): LimitClass {
  const { kind } = operation as Partial<Operation> // a bare spec carries no kind, and is charged as a write
  return operation.limit ?? (kind === 'query' ? 'read' : 'write')
}
