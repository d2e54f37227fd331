import type { SchemaRuleName } from './rules.ts'

/** A JSON Schema (2020-12) as it stands in a document. */
export type Schema = Readonly<Record<string, unknown>>

export interface SchemaChange {
  readonly rule: SchemaRuleName
  /** From the root: `/lines/[]/sku`; '' for the root itself. */
  readonly place: string
  readonly what: string
}

/** Finds what a `$ref` points at, in each of the two documents. */
export interface Documents {
  before(ref: string): Schema
  after(ref: string): Schema
}

/** One place of both schemas, and how to go on from there. */
export interface Place {
  readonly before: Schema
  readonly after: Schema
  readonly place: string
  /** Compares what is inside, at `step` from here; without a step, other schemas for this very place. */
  inside(before: unknown, after: unknown, step?: string): SchemaChange[]
  /** The schema itself, where it is a reference. */
  resolve(schema: unknown, side: keyof Documents): Schema
}

export function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {} // any object can be read as one
}
