import type { Constraints } from '@archwright/model'

import type { Candidate, Question } from './decision.ts'

/** The question with the brief's constraints: what must be used rules out the rest, what must not is ruled out. */
export function constrain(question: Question, constraints: Constraints): Question {
  const { mustUse, mustNotUse } = constraints
  if (mustUse.length === 0 && mustNotUse.length === 0) return question
  return {
    ...question,
    judge: (situation) => applyConstraints(question.judge(situation), { mustUse, mustNotUse }),
  }
}

function applyConstraints(
  candidates: readonly Candidate[],
  { mustUse, mustNotUse }: Pick<Constraints, 'mustUse' | 'mustNotUse'>,
): Candidate[] {
  const wanted = candidates.filter(({ name }) => mustUse.some((word) => isNamed(name, word)))
  return candidates.map((candidate) => {
    const refused = mustNotUse.find((word) => isNamed(candidate.name, word))
    if (refused !== undefined) return { ...candidate, ruledOut: `the brief forbids ${refused}` }
    if (wanted.length === 0) return candidate
    // What must be used is used, whatever speaks against it; the reasons of the decision still say what does.
    if (wanted.includes(candidate)) return { ...candidate, ruledOut: undefined }
    return {
      ...candidate,
      ruledOut: candidate.ruledOut ?? `the brief asks for ${mustUse.join(', ')}`,
    }
  })
}

/** Whether an option is what a word of the brief names: "Kafka", "microservices", "PostgreSQL". */
function isNamed(option: string, word: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()
  const name = ` ${plain(option)} `
  return plain(word) !== '' && name.startsWith(` ${plain(word)} `)
}
