import type { Column } from './columns.ts'
import type { Names } from './names.ts'

/** Who may ask, as a contract.ts says it. */
export type Access = 'public' | 'internal' | readonly string[]

/** What an operation does with its entity. */
export const operationForms = ['list', 'get', 'add'] as const
export type OperationForm = (typeof operationForms)[number]

export interface OperationDefinition {
  /** listTrips */
  verb: string
  /** Spellings of the verb, for files. */
  names: Names
  access: Access
  /** The event that tells of it: tripCreated. */
  event?: string
}

/** One kind of data of a written module, with what is done with it. */
export interface EntityDefinition {
  names: Names
  many: Names
  /** /trips */
  path: string
  /** A stream is append-only: each row has a source and a time, and is read by time. */
  form: 'record' | 'series' | 'event'
  /** Whoever is not staff sees only what they added. */
  owned: boolean
  columns: readonly Column[]
  operations: Readonly<Partial<Record<OperationForm, OperationDefinition>>>
}

/** A module to be written: the one source of its contract, code, tables and tests. */
export interface ModuleDefinition {
  name: string
  /** All it keeps belongs to some tenant. */
  tenantScoped: boolean
  schema: string
  entities: readonly EntityDefinition[]
}
