import type { Static, TObject, TSchema } from 'typebox'

import { builtIn } from './failure.ts'
import type { Input, OperationSpec, Output } from './operation.ts'

/** The day a version of the contract came: 2026-11-01. */
export type VersionDate = `${number}-${number}-${number}`

/**
 * One step of a contract from a dated version to the next. Callers who name an earlier version are served as before:
 * what they send is lifted, step by step, to what is asked now, and the answer is lowered the same way back.
 */
export interface RevisionSpec {
  readonly from: VersionDate
  readonly to: VersionDate
  /** What changed, for who must follow. */
  readonly summary: string
  readonly changes: readonly Change[]
  /** ISO dates: since when nobody should start on `from` (RFC 9745), and until when it is served (RFC 8594). */
  readonly deprecatedSince?: string
  readonly sunset?: string
}
export type Revision = RevisionSpec

/** What an operation was like before a revision. */
export interface Change {
  readonly operation: string
  readonly input?: TObject
  readonly output?: TSchema
  lift?(input: never): unknown
  lower?(output: never): unknown
}

interface Before<O extends OperationSpec, In extends TObject, Out extends TSchema> {
  readonly input?: In
  readonly output?: Out
  /** The input of before as one of after. */
  lift?(input: Static<In>): Input<O>
  /** The output of after as one of before. */
  lower?(output: Output<O>): Static<Out>
}

/**
 * Declares what an operation was like before. `after` is the operation as it is now, or, for a step that others
 * followed, with the schemas that were right then.
 */
export function change<O extends OperationSpec, In extends TObject, Out extends TSchema>(
  after: O,
  before: Before<O, In, Out>,
): Change {
  for (const [schema, step] of [
    [before.input, before.lift],
    [before.output, before.lower],
  ] as const) {
    if (!schema !== !step) throw new TypeError(`${after.name}: a changed schema needs its step`)
  }
  return { ...before, operation: after.name } as Change // `never`: the kit passes what the schemas have checked
}

/** Declares a step of the contract. */
export function revision<const Spec extends RevisionSpec>(spec: Spec): Spec {
  for (const date of [spec.from, spec.to]) {
    if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)))
      throw new TypeError(`a version is a date like 2026-11-01, not ${date}`)
  }
  if (spec.from >= spec.to) throw new TypeError(`${spec.to} does not come after ${spec.from}`)
  return Object.freeze(spec)
}

/** The dated versions of a whole API. */
export interface Versions {
  /** Oldest first; empty when nothing was ever revised. */
  readonly known: readonly VersionDate[]
  /** The last one, which is served unless a caller names another. */
  readonly current: VersionDate | undefined
  readonly revisions: readonly Revision[]
}

/** The versions that the modules of a system know together. */
export function versionsOf(
  modules: readonly { readonly revisions?: readonly Revision[] }[],
): Versions {
  const revisions = modules
    .flatMap((module) => module.revisions ?? [])
    .sort((a, b) => (a.to < b.to ? -1 : 1))
  const known = [...new Set(revisions.flatMap(({ from, to }) => [from, to]))].sort()
  return { known, current: known.at(-1), revisions }
}

/** Refuses a version that there is not, and names those that there are. */
export function checkVersion({ known }: Versions, version: string | undefined): void {
  if (version === undefined || known.some((one) => one === version)) return
  const there = known.length > 0 ? `there are: ${known.join(', ')}` : 'it has no dated versions'
  const says = `There is no version ${version.slice(0, 40)} of this API; ${there}.`
  throw builtIn('UNKNOWN_VERSION', { says, data: { known } })
}

/** The steps between an earlier version and now, for one operation, oldest first. */
export function changesSince(
  { revisions }: Versions,
  version: string,
  operation: string,
): readonly Change[] {
  return revisions
    .filter(({ to }) => to > version)
    .flatMap(({ changes }) => changes.filter((one) => one.operation === operation))
}
