/** What a brief left open and should be asked. */

import { type Static, Type } from 'typebox'

/** A question whose answer may change the design, with the value taken until it is answered. */
export type OpenQuestion = Static<typeof OpenQuestion>
export const OpenQuestion = Type.Object({
  /** The assumption that stands in for the answer: "A-04". */
  assumption: Type.String(),
  /** The question in plain words. */
  ask: Type.String(),
  /** The decisions another answer would change, those nearest to the assumed value first. */
  changes: Type.Array(
    Type.Object({
      decision: Type.String(),
      at: Type.Number(),
      unit: Type.String(),
      direction: Type.Enum(['from', 'below']),
      becomes: Type.String(),
    }),
  ),
})
