import type { Decision } from '@archwright/model'

import { answerIn } from './answer.ts'
import type { Question } from './decision.ts'
import { createProbe, findFlips } from './flips.ts'
import type { Situation } from './situation.ts'
import { worldsOf } from './worlds.ts'

/** Adds to each decision what other numbers in the brief would do to it. The decisions are in the order of the questions. */
export function withSensitivity(
  questions: readonly Question[],
  situation: Situation,
  decisions: readonly Decision[],
): Decision[] {
  const probe = createProbe(situation)
  const worlds = worldsOf(situation)
  return questions.flatMap((question, index) => {
    const decision = decisions[index]
    if (!decision) return []
    const agreeing = worlds.filter((world) => answerIn(world, question) === decision.chosen)
    const confidence = { worlds: worlds.length, share: agreeing.length / worlds.length }
    return [{ ...decision, flips: findFlips(question, situation, probe), confidence }]
  })
}
