/** What the design costs in a month, as an interval: prices differ by provider, and by what is run by oneself. */

import { type Static, Type } from 'typebox'

/** Whole cents (or the smallest unit of the currency). */
const Amount = Type.Integer({ minimum: 0 })

/** One part of the bill. */
export type CostLine = Static<typeof CostLine>
export const CostLine = Type.Object({
  part: Type.String(),
  /** What drives it, with its numbers: "3 replicas × 2 cores × 730 h". */
  drivenBy: Type.String(),
  low: Amount,
  mid: Amount,
  high: Amount,
  /** Price rules used. */
  from: Type.Array(Type.String()),
})

/** The budget of the brief against the cost. */
export type Budget = Static<typeof Budget>
export const Budget = Type.Object({
  /** As the brief states it, smallest unit of its currency. */
  amount: Amount,
  currency: Type.String(),
  verdict: Type.Enum(['within', 'only at low prices', 'over', 'not compared']),
  statement: Type.String(),
  /** The nearest design that costs less, and what it gives up; absent where none is needed or none is left. */
  cheaper: Type.Optional(Type.String()),
})

export type Cost = Static<typeof Cost>
export const Cost = Type.Object({
  /** ISO 4217. */
  currency: Type.String(),
  /** The day on which the prices were looked up. */
  pricesOf: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  /** For a month of 730 hours at the stated load. */
  lines: Type.Array(CostLine),
  low: Amount,
  mid: Amount,
  high: Amount,
  budget: Type.Optional(Budget),
  /** What the figures leave out. */
  without: Type.String(),
})
