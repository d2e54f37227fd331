import type { Question } from './decision.ts'
import { apiQuestions } from './decisions/api/questions.ts'
import { consistencyQuestions } from './decisions/consistency/questions.ts'
import { coreQuestions } from './decisions/core/questions.ts'
import { dataQuestions } from './decisions/data/questions.ts'
import { messagingQuestions } from './decisions/messaging/questions.ts'
import { operationsQuestions } from './decisions/operations/questions.ts'
import { resilienceQuestions } from './decisions/resilience/questions.ts'
import { scalabilityQuestions } from './decisions/scalability/questions.ts'
import { securityQuestions } from './decisions/security/questions.ts'
import type { Situation } from './situation.ts'

/** The questions this brief raises, area by area, in the order in which they are answered and numbered. */
export function questionsFor(situation: Situation): Question[] {
  return areas.flatMap((questionsOf) => questionsOf(situation))
}

const areas: readonly ((situation: Situation) => Question[])[] = [
  coreQuestions,
  dataQuestions,
  messagingQuestions,
  apiQuestions,
  consistencyQuestions,
  securityQuestions,
  scalabilityQuestions,
  resilienceQuestions,
  operationsQuestions,
]
