import { candidatesOf } from './asked.ts'
import type { Question } from './decision.ts'
import { winner } from './score.ts'
import type { Situation } from './situation.ts'

const known = new WeakMap<Situation, Map<string, string>>()

/**
 * The option that answers a question in a situation. Decisions that rest on another decision ask by this, so that
 * they turn with it when a flip is searched. Remembers, since the same situation is asked often.
 */
export function answerIn(situation: Situation, question: Question): string {
  const answers = known.get(situation) ?? new Map<string, string>()
  known.set(situation, answers)
  const before = answers.get(question.key)
  if (before !== undefined) return before
  const answer = winner(candidatesOf(question, situation), question.weights)
  answers.set(question.key, answer)
  return answer
}
