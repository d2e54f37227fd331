import type { Question } from '../../decision.ts'
import { cache } from './cache.ts'
import { databaseScaling, replicas } from './scaling.ts'

/** The questions of this area that a brief raises. */
export const scalabilityQuestions = (): Question[] => [replicas, databaseScaling, cache]
