/** Who calls and by what it is known, and how much each may ask. */

import { type Static, Type } from 'typebox'

export const callerKinds = ['people', 'programs', 'devices', 'services'] as const

/** One kind of caller, and how it proves who it is. */
export type Caller = Static<typeof Caller>
export const Caller = Type.Object({
  kind: Type.Enum(callerKinds),
  /** Actors of the brief, or modules. */
  names: Type.Array(Type.String()),
  /** How it proves who it is, as decided. */
  proves: Type.String(),
  /** Seconds after which the proof ends by itself. */
  lifeSeconds: Type.Number(),
  /** How a proof that was stolen is ended before that. */
  revoked: Type.String(),
  decision: Type.String(),
})

export const limitAlgorithms = [
  'token-bucket',
  'sliding-window',
  'fixed-window',
  'leaky-bucket',
] as const

/** The limit of one surface: what callers meet, and what we keep to when we call others. */
export type Quota = Static<typeof Quota>
export const Quota = Type.Object({
  surface: Type.String(),
  algorithm: Type.Enum(limitAlgorithms),
  /** Calls allowed in `windowSeconds`. */
  calls: Type.Number(),
  windowSeconds: Type.Number(),
  /** Calls that may come at once. */
  burst: Type.Number(),
  per: Type.String(),
  /** Where the count is kept. */
  keptIn: Type.String(),
  /** What a caller over it is answered, or what happens to our call. */
  over: Type.String(),
  why: Type.String(),
  decision: Type.String(),
})
