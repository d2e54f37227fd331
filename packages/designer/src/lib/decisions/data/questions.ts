import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { growth } from './growth.ts'
import { search } from './search.ts'
import { primaryStore } from './store.ts'

/** The questions of this area that a brief raises. */
export const dataQuestions = ({ signals }: Situation): Question[] => [
  primaryStore,
  ...when(signals.any('search'), search),
  growth,
]
