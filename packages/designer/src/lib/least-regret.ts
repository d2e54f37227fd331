import { meanRegret } from './arithmetic/regret.ts'
import { candidatesOf } from './asked.ts'
import type { Question } from './decision.ts'
import { figure } from './rules/catalog.ts'
import { worthOf } from './score.ts'
import type { Situation } from './situation.ts'

/** The option with the least mean regret over possible worlds; the usual one where another is regretted as much. */
export function leastRegretted(
  question: Question,
  usual: string,
  worlds: readonly Situation[],
): string {
  const judged = worlds.map((world) => {
    const candidates = candidatesOf(question, world)
    return new Map(
      candidates.map((candidate) => [candidate.name, worthOf(candidate, question.weights)]),
    )
  })
  const names = new Set([usual, ...judged.flatMap((world) => [...world.keys()])])
  const shape = { under: figure('regret.under'), exponent: figure('regret.exponent') }
  const regrets = [...names].map((name) => {
    const outcomes = judged.map((world) => ({
      best: Math.max(0, ...[...world.values()].map((worth) => worth ?? 0)),
      worth: world.get(name) ?? 0,
      tooSmall: world.get(name) === undefined,
    }))
    return { name, regret: meanRegret(outcomes, shape) }
  })
  return regrets.reduce((least, each) => (each.regret < least.regret - 1e-9 ? each : least)).name
}
