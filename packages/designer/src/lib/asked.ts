import type { Brief, Constraints } from '@archwright/model'
import type { TechniqueName } from '@archwright/model/light'

import type { Candidate, Question } from './decision.ts'

/**
 * The candidates as the brief's author sees them: what must be used rules out the rest, what must not is ruled out,
 * and a technique that is asked for by name goes before what the numbers alone would choose.
 */
export function candidatesOf(question: Question, situation: Parameters<Question['judge']>[0]) {
  const candidates = markAsked(question, question.judge(situation), situation.brief)
  const { constraints } = situation.brief
  if (constraints.mustUse.length === 0 && constraints.mustNotUse.length === 0) return candidates
  return applyConstraints(candidates, constraints)
}

/** The technique by which the brief asks for an option of a question, if it does. */
export function askFor(question: Question, option: string, brief: Brief) {
  return brief.asks.find(({ what }) => question.asks?.[what as TechniqueName] === option)
}

function markAsked(question: Question, candidates: Candidate[], brief: Brief): Candidate[] {
  if (question.asks === undefined || brief.asks.length === 0) return candidates
  return candidates.map((candidate) => {
    const ask = askFor(question, candidate.name, brief)
    return ask ? { ...candidate, asked: ask.what } : candidate
  })
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
