import type { Question } from '../../decision.ts'
import { jobs } from './jobs.ts'
import { messaging } from './messaging.ts'

/** The questions of this area that a brief raises. */
export const messagingQuestions = (): Question[] => [messaging, jobs]
