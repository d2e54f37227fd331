import type { Fact } from '@archwright/model'

import type { Token } from '../text/tokens.ts'
import type { Bound } from './bounds.ts'
import type { Amount } from './read-amount.ts'

/** What an amount turns out to be once the words around it are read. */
export interface Reading {
  kind: Fact['kind']
  unit: string
  /** The canonical value of a value as written. */
  canonical: (value: number) => number
  about: string
  /** Tokens the reading takes: [from, to). */
  from: number
  to: number
  percentile?: number
  /** The noun of whose every one it is said: "user" in "20 requests per user a day". */
  each?: string
}

/** A reading with the numbers it was made from. */
export interface PlacedReading extends Reading {
  values: readonly number[]
  bound: Bound
  vague: boolean
}

/** An amount in its sentence. */
export interface AmountInContext {
  tokens: readonly Token[]
  amount: Amount
  /** What the numbers before it in the sentence were about, latest last. */
  earlier: readonly Reading[]
}

/** Tries one way of reading an amount. */
export type ReadAs = (context: AmountInContext) => Reading | undefined

/** Divides without the noise of binary fractions: 99.99 / 100 is 0.9999. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
