import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { application } from './application.ts'
import { cache } from './cache.ts'
import { connections } from './connections.ts'
import { databaseScaling } from './database.ts'
import { edge, servesCopies } from './edge.ts'
import { payload, related } from './payload.ts'

/** The questions of this area that a brief raises. */
export const scalabilityQuestions = (situation: Situation): Question[] => [
  application,
  databaseScaling,
  connections,
  cache,
  ...when(servesCopies(situation), edge),
  related,
  payload,
]
