import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { changeAndEvent, idempotency, stock } from './operation-consistency.ts'
import { placing } from './placing.ts'

/** The questions of this area that a brief raises. */
export const consistencyQuestions = ({ modules }: Situation): Question[] => [
  placing,
  changeAndEvent,
  idempotency,
  ...when(modules.includes('inventory'), stock),
]
