import type { Static, TObject, TSchema } from 'typebox'

/**
 * How answers of a query may be kept inside the system. Whether they are kept, and where, is wiring; the module says
 * only what is true of its answers.
 */
export interface CachedSpec {
  /** An answer is never older than this, whatever is lost on the way; an hour at most. The wiring may say less. */
  readonly seconds: number
  /**
   * Roles whose holders are answered differently; `[]`: everybody is answered the same. The handler sees these roles of
   * a caller and nothing else, so what is kept cannot hold what is one caller's own. Absent: kept for each caller apart.
   */
  readonly differsBy?: readonly string[]
  /** For how long a declared failure of the kind `not-found` is kept; not at all if absent. */
  readonly absentSeconds?: number
  /**
   * Written through: what changes is asked for again at once, so that the next caller finds it kept. For answers that are read
   * far more often than they change; of the last few hundred that a process has filled.
   */
  readonly refill?: true
  /** Inputs that everybody asks for: answered before a process takes traffic. */
  readonly warm?: readonly object[]
  /**
   * What the answer is made of, in the module's own words; `changed` of a handler names the same words. Without an
   * output it is a failure that is kept.
   */
  tags(input: never, output: never): readonly string[]
}

/** The same with the types of one query. */
export interface CachedAs<Input extends TObject, Output extends TSchema> extends CachedSpec {
  tags(input: Static<Input>, output: Static<Output> | undefined): readonly string[]
}
