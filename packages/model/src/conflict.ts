/** Demands of a brief that cannot all be met. */

import { type Static, Type } from 'typebox'

/** Two or more demands that exclude one another, the arithmetic that shows it, and the design nearest to them. */
export type Conflict = Static<typeof Conflict>
export const Conflict = Type.Object({
  /** Stable key, e.g. "regions.latency". */
  key: Type.String(),
  /** The demands, each in the brief's terms. */
  demands: Type.Array(Type.String(), { minItems: 2 }),
  /** Why they exclude one another, with the numbers filled in. */
  arithmetic: Type.String(),
  /** The nearest design that can be built; this design follows it. */
  nearest: Type.String(),
  /** Rules, facts and assumptions used. */
  from: Type.Array(Type.String()),
})
