/** How the parts belong together, what stands before them, and how they come to be: sections of a Design. */

import { type Static, Type } from 'typebox'

/** How strongly two entities belong together: 1 at most, below 0 when they should be apart. */
export type CouplingPair = Static<typeof CouplingPair>
export const CouplingPair = Type.Object({
  a: Type.String(),
  b: Type.String(),
  score: Type.Number(),
  /** Whether they are in one module. */
  together: Type.Boolean(),
  because: Type.Array(Type.String()),
})

/** One way in: which calls, to which module, under which conditions. */
export type Route = Static<typeof Route>
export const Route = Type.Object({
  /** "/v1/orders/*". */
  path: Type.String(),
  interface: Type.String(),
  /** The deployable that answers. */
  to: Type.String(),
  authentication: Type.String(),
  /** Limit classes of the calls behind it. */
  limits: Type.Array(Type.String()),
  timeoutMs: Type.Number(),
  /** What is changed on the way: headers, protocol, shape; '' for nothing. */
  transform: Type.String(),
})

/** What stands before the deployables. */
export type Gateway = Static<typeof Gateway>
export const Gateway = Type.Object({
  kind: Type.String(),
  /** How calls are spread over the replicas of a deployable. */
  balancing: Type.String(),
  /** Empty where the application routes by itself. */
  routes: Type.Array(Route),
  decision: Type.String(),
})

/** A backend for one kind of front end. */
export type FrontEnd = Static<typeof FrontEnd>
export const FrontEnd = Type.Object({
  name: Type.String(),
  client: Type.String(),
  operations: Type.Array(
    Type.Object({
      name: Type.String(),
      /** Operations of modules that one call of the front end joins. */
      joins: Type.Array(Type.String()),
      shape: Type.String(),
    }),
  ),
  decision: Type.String(),
})

/** One part that leaves the old system. */
export type MigrationStep = Static<typeof MigrationStep>
export const MigrationStep = Type.Object({
  step: Type.Integer({ minimum: 1 }),
  part: Type.String(),
  why: Type.String(),
  routing: Type.String(),
  data: Type.String(),
  /** When the step counts as done. */
  done: Type.String(),
  back: Type.String(),
})

/** The way from what runs today, in order. */
export type Migration = Static<typeof Migration>
export const Migration = Type.Object({
  steps: Type.Array(MigrationStep),
  decision: Type.String(),
})
