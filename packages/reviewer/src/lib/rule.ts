import type { Severity } from './finding.ts'
import type { ApiDocument } from './read/api.ts'
import type { Schema, Spot } from './read/schema.ts'
import type { SourceDocument } from './read/source.ts'
import type { SqlDocument } from './read/sql.ts'
import type { System } from './read/system.ts'
import type { TreeDocument } from './read/tree-document.ts'

/** What there is to object to, by what the rules read. */
export interface Documents {
  openapi: ApiDocument
  asyncapi: TreeDocument
  /** One file of statements. */
  sql: SqlDocument
  /** The tables all SQL files of a folder leave. */
  schema: Schema
  /** A Compose file, or the Kubernetes files of a folder. */
  deployment: System
  source: SourceDocument
  design: TreeDocument
}

export type Kind = keyof Documents

/** What a rule may look up beside its document. */
export interface Surroundings {
  schemas: readonly Schema[]
  /** Teams that CODEOWNERS names; undefined without such a file. */
  teams: number | undefined
  /** True when an alert is defined anywhere in the reviewed folder. */
  hasAlerts: boolean
  /** Workloads whose number of copies something else decides. */
  scaled: ReadonlySet<string>
  /** True when the reviewed folder holds pages, so that code which says nothing may run in a browser. */
  hasPages: boolean
}

export interface Place extends Spot {
  message: string
}

export interface Rule<K extends Kind = Kind> {
  id: string
  severity: Severity
  title: string
  /** One sentence: what goes wrong. */
  why: string
  instead: string
  /** Who says so: a standard, a book, a vendor's documentation. */
  source: string
  find(document: Documents[K], around: Surroundings): Iterable<Place>
}

export type RulesByKind = { readonly [K in Kind]: readonly Rule<K>[] }
