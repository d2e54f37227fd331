/** Why something was decided: rules, arithmetic, options, flips. */

import { type Static, Type } from 'typebox'

/** A published, computed or measured number that a decision may cite. */
export type Rule = Static<typeof Rule>
export const Rule = Type.Object({
  id: Type.String(),
  says: Type.String(),
  value: Type.Union([
    Type.Number(),
    Type.Object({ low: Type.Number(), mid: Type.Number(), high: Type.Number() }),
  ]),
  unit: Type.String(),
  /** What must hold for the number to apply: hardware, payload, replication, year. Never empty. */
  conditions: Type.String({ minLength: 1 }),
  source: Type.String({ minLength: 1 }),
  retrieved: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  grade: Type.Enum(['published', 'secondary', 'vendor', 'computed', 'measured']),
})

/** One line of arithmetic, shown as it was computed: `formula` with the numbers filled in. */
export type Line = Static<typeof Line>
export const Line = Type.Object({
  id: Type.String(),
  what: Type.String(),
  formula: Type.String(),
  value: Type.Number(),
  unit: Type.String(),
  /** Rules, facts (F-01) and assumptions used. */
  from: Type.Array(Type.String()),
})

export type Option = Static<typeof Option>
export const Option = Type.Object({
  name: Type.String(),
  /** Score per criterion, 0..1; empty when ruled out. */
  scores: Type.Record(Type.String(), Type.Number()),
  total: Type.Number(),
  /** The fact that rules it out, when it is ruled out. */
  ruledOut: Type.Optional(Type.String()),
  /** The technique of the vocabulary by which the brief asks for it. */
  asked: Type.Optional(Type.String()),
})

/** The value of one variable of the brief at which this decision changes. */
export type Flip = Static<typeof Flip>
export const Flip = Type.Object({
  variable: Type.String(),
  at: Type.Number(),
  unit: Type.String(),
  direction: Type.Enum(['from', 'below']),
  becomes: Type.String(),
})

/** How a decision stands over the worlds that the brief allows: each number it leaves open within its interval. */
export type Confidence = Static<typeof Confidence>
export const Confidence = Type.Object({
  worlds: Type.Integer({ minimum: 1 }),
  /** Share of the worlds in which the chosen option wins. */
  share: Type.Number({ minimum: 0, maximum: 1 }),
})

export const decisionAreas = [
  'core',
  'api',
  'data',
  'scalability',
  'messaging',
  'consistency',
  'security',
  'resilience',
  'operations',
] as const

export type Decision = Static<typeof Decision>
export const Decision = Type.Object({
  id: Type.String({ pattern: '^D-\\d{2}$' }),
  /** Short stable key, e.g. "topology", "store.orders". */
  key: Type.String(),
  area: Type.Enum(decisionAreas),
  question: Type.String(),
  chosen: Type.String(),
  /** One sentence for the summary, with its number. */
  answer: Type.String(),
  options: Type.Array(Option),
  because: Type.Array(Type.Object({ text: Type.String(), from: Type.Array(Type.String()) })),
  flips: Type.Array(Flip),
  /** Absent where the design was made without sensitivity. */
  confidence: Type.Optional(Confidence),
  consequences: Type.Array(Type.String()),
})
