import { type Audited, auditedOf } from '../access/audit.ts'
import { failuresOf } from '../contract/failure.ts'
import { type Input, moduleOf, type Operation } from '../contract/operation.ts'
import { type Versions, versionsOf } from '../contract/revision.ts'
import type { Module } from '../module/define-module.ts'
import type { BaseContext, Handler, Stages } from '../module/handle.ts'
import { type Check, inputCheck, outputCheck } from './checks.ts'
import { type Past, pastOf } from './past.ts'
import { type DemandSignIn, demandOf } from './sign-in.ts'

/** An operation as the path uses it: found once, compiled once. */
export interface Entry {
  readonly module: string
  readonly operation: Operation
  /** Who acts for no tenant is not let in. */
  readonly tenantScoped: boolean
  /** Whose calls are written to the audit log; undefined: nobody's. */
  readonly audited: Audited | undefined
  /** Undefined: any sign-in will do. */
  readonly demandSignIn: DemandSignIn | undefined
  readonly stages: Stages<Operation, unknown>
  readonly fail: BaseContext['fail']
  /** The input with defaults filled in; INVALID_INPUT with every problem when it does not fit. */
  readonly checkInput: (value: unknown) => Input<Operation>
  readonly checkOutput: Check
  /** How a caller of an earlier version is served; undefined: as one of the present. UNKNOWN_VERSION throws. */
  servedAt(version: string | undefined): Past | undefined
}

export function entriesOf(
  modules: readonly Module[],
  {
    versions = versionsOf(modules),
    staffCommands = false,
  }: { readonly versions?: Versions; readonly staffCommands?: boolean } = {},
): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const { handlers, tenantScoped = false } of modules) {
    for (const handler of handlers) {
      const { name } = handler.operation
      if (entries.has(name)) throw new TypeError(`${name} has two handlers`)
      entries.set(name, {
        ...entryOf(handler, versions),
        tenantScoped,
        audited: auditedOf(handler.operation, staffCommands),
      })
    }
  }
  return entries
}

function entryOf(
  { operation, stages }: Handler,
  versions: Versions,
): Omit<Entry, 'tenantScoped' | 'audited'> {
  return {
    module: moduleOf(operation.name),
    operation,
    stages,
    demandSignIn: demandOf(operation.signIn),
    fail: failuresOf(operation.errors ?? {}),
    checkInput: inputCheck(operation.input),
    checkOutput: outputCheck(operation.name, operation.output),
    servedAt: pastOf(operation, versions),
  }
}
