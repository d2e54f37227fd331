import type { Option } from '@archwright/model'

import type { Candidate } from './decision.ts'
import { significant } from './figures.ts'

/**
 * Orders candidates: those not ruled out first, what was asked for before the rest, then by weighted mean of
 * their scores, ties in the order given.
 * When every candidate is ruled out the last one stands, as the furthest this designer goes.
 */
export function rank(
  candidates: readonly Candidate[],
  weights: Readonly<Record<string, number>>,
): Option[] {
  const options = candidates.map((candidate) => toOption(candidate, weights))
  if (options.every(({ ruledOut }) => ruledOut !== undefined)) return options.toReversed()
  return options.sort(
    (a, b) =>
      Number(isOut(a)) - Number(isOut(b)) ||
      Number(isAsked(b)) - Number(isAsked(a)) ||
      b.total - a.total,
  )
}

/** The name of the candidate that {@link rank} puts first, without the work of a whole order. */
export function winner(
  candidates: readonly Candidate[],
  weights: Readonly<Record<string, number>>,
): string {
  let best: { name: string; total: number } | undefined
  for (const candidate of candidates) {
    const total = worthOf(candidate, weights)
    if (total === undefined) continue
    if (best === undefined || total > best.total) best = { name: candidate.name, total }
  }
  const name = best?.name ?? candidates.at(-1)?.name
  if (name === undefined) throw new TypeError('a question needs at least one candidate')
  return name
}

/** How comfortably a capacity covers a need: 0 at the need itself, 1 at ten times as much. */
export function comfort(capacity: number, need: number): number {
  if (need <= 0) return 1
  return Math.min(1, Math.max(0, Math.log10(capacity / need)))
}

/** The reason against an option, when the condition holds; the text is only built then. */
export function outIf(condition: boolean, reason: () => string): string | undefined {
  return condition ? reason() : undefined
}

function toOption(
  { name, scores, ruledOut, asked }: Candidate,
  weights: Readonly<Record<string, number>>,
): Option {
  if (ruledOut !== undefined) return { name, scores: {}, total: 0, ruledOut }
  const total = weightedMean(scores, weights)
  return { name, scores: rounded(scores), total, ...(asked ? { asked } : {}) }
}

/** What a candidate is worth, 0 to 1 and one more where it was asked for; nothing where something rules it out. */
export function worthOf(
  { scores, ruledOut, asked }: Candidate,
  weights: Readonly<Record<string, number>>,
): number | undefined {
  // Means are at most 1, so what was asked for comes first.
  return ruledOut === undefined ? weightedMean(scores, weights) + (asked ? 1 : 0) : undefined
}

function weightedMean(
  scores: Readonly<Record<string, number>>,
  weights: Readonly<Record<string, number>>,
): number {
  let sum = 0
  let all = 0
  for (const criterion in weights) {
    const weight = weights[criterion] ?? 0
    const score = scores[criterion]
    if (score === undefined) throw new TypeError(`no score for ${criterion}`)
    sum += weight * score
    all += weight
  }
  return Math.round((sum / all) * 1e6) / 1e6
}

const rounded = (scores: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(scores).map(([key, score]) => [key, significant(score, 3)]))

const isAsked = ({ asked }: Option) => asked !== undefined
const isOut = ({ ruledOut }: Option) => ruledOut !== undefined
