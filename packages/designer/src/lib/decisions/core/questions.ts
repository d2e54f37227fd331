import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { boundaries } from './boundaries.ts'
import { topology } from './topology.ts'

/** The questions of this area that a brief raises. */
export const coreQuestions = ({ modules }: Situation): Question[] => [
  topology,
  ...when(modules.length > 1, boundaries),
]
