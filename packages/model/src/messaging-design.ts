/** What is told between modules, how it is kept, and how late each operation may see it. */

import { type Static, Type } from 'typebox'

/** A topic: what one module tells, and who listens. */
export type Topic = Static<typeof Topic>
export const Topic = Type.Object({
  name: Type.String(),
  from: Type.String(),
  /** Types of event it carries. */
  carries: Type.Array(Type.String()),
  /** One consumer group each; its replicas share the messages. */
  groups: Type.Array(Type.String()),
  engine: Type.String(),
  /** Order is kept among messages of one value of this. */
  key: Type.String(),
  perSecond: Type.Number(),
  /** Consumers of one group at work at once. */
  lanes: Type.Integer({ minimum: 1 }),
  /** Seconds for which a message stays after every group has had it; 0 for none. */
  keptSeconds: Type.Number(),
  attempts: Type.Integer(),
  /** Where messages go that fail all attempts. */
  deadLetters: Type.String(),
  decision: Type.String(),
})

/** What one operation must see. */
export type OperationConsistency = Static<typeof OperationConsistency>
export const OperationConsistency = Type.Object({
  operation: Type.String(),
  kind: Type.Enum(['strong', 'eventual']),
  /** Bound of staleness in seconds; 0 for what must be seen as written. */
  staleSeconds: Type.Number(),
  why: Type.String(),
})
