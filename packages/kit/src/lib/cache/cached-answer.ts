/** An answer with what it takes to say whether it still stands. */
export interface CachedAnswer {
  readonly answer: Answer
  /** What it is made of, each with its module. */
  readonly tags: readonly string[]
  /** It has seen every transaction below this number. */
  readonly asOf: number
  /** From here on it is renewed when it is asked for; milliseconds since 1970. */
  readonly renewAt: number
  /** From here on it is not given, whatever happens; milliseconds since 1970. */
  readonly endsAt: number
}

/** What a query answered: an output, or a declared failure. */
export type Answer =
  | { readonly output: unknown }
  | { readonly code: string; readonly data?: unknown }
