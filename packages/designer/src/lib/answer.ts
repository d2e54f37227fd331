import { candidatesOf } from './asked.ts'
import type { Question } from './decision.ts'
import { leastRegretted } from './least-regret.ts'
import { winner } from './score.ts'
import type { Situation } from './situation.ts'
import type { VariableName } from './variables.ts'
import { cornersOf, worldsOf } from './worlds.ts'

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
  const answer = answerOf(situation, question)
  answers.set(question.key, answer)
  return answer
}

/** What the assumed numbers choose; where others that the brief allows would choose otherwise, what is regretted least. */
function answerOf(situation: Situation, question: Question): string {
  const usual = usualAnswer(situation, question)
  if (situation.imagined || !question.varies.some((name) => uncertain.has(name))) return usual
  // Most answers are the same at both ends of what is possible, which is cheaper to see than a sample.
  if (cornersOf(situation).every((corner) => answerIn(corner, question) === usual)) return usual
  return leastRegretted(question, usual, worldsOf(situation))
}

/** What the numbers choose as they stand, each in the middle of its interval where the brief left it open. */
export function usualAnswer(situation: Situation, question: Question): string {
  return winner(candidatesOf(question, situation), question.weights)
}

/** Variables that stand for what {@link worldsOf} varies. */
const uncertain: ReadonlySet<VariableName> = new Set(['load', 'reads', 'rows'])
