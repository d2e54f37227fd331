import type { Flip } from '@archwright/model'

import { answerIn } from './answer.ts'
import type { Question } from './decision.ts'
import { significant } from './figures.ts'
import { reassess, type Situation } from './situation.ts'
import { type Spacing, type Variable, type VariableName, variableOf } from './variables.ts'

/** The situation of a brief with one variable turned; remembers, since questions share variables. */
export type Probe = (name: VariableName, variable: Variable, value: number) => Situation

export function createProbe(situation: Situation): Probe {
  const known = new Map<string, Situation>()
  return (name, variable, value) => {
    const key = `${name} ${value}`
    const found = known.get(key) ?? reassess(variable.write(value), situation)
    known.set(key, found)
    return found
  }
}

/**
 * The values at which the answer to a question changes, found by asking it again with one variable turned:
 * the nearest above the brief's value and the nearest below it, for each variable the question names.
 */
export function findFlips(question: Question, situation: Situation, probe: Probe): Flip[] {
  return question.varies.flatMap((name) => {
    const variable = variableOf(name, situation)
    if (!variable) return []
    const answerAt = (value: number) => answerIn(probe(name, variable, value), question)
    return [...flipAbove(variable, answerAt), ...flipBelow(variable, answerAt)]
  })
}

type Answer = (value: number) => string

function flipAbove(variable: Variable, answerAt: Answer): Flip[] {
  const found = search(variable, grids[variable.spacing].up(variable.current), answerAt)
  if (!found) return []
  const { name, unit, spacing } = variable
  return [
    {
      variable: name,
      at: round(found.changed, spacing),
      unit,
      direction: 'from',
      becomes: found.becomes,
    },
  ]
}

function flipBelow(variable: Variable, answerAt: Answer): Flip[] {
  const found = search(variable, grids[variable.spacing].down(variable.current), answerAt)
  if (!found) return []
  const { name, unit, spacing } = variable
  return [
    {
      variable: name,
      at: round(found.kept, spacing),
      unit,
      direction: 'below',
      becomes: found.becomes,
    },
  ]
}

/** Walks the grid to the first value with another answer, then halves the step before it. */
function search(variable: Variable, grid: readonly number[], answerAt: Answer) {
  const before = answerAt(variable.current)
  let kept = variable.current
  for (const value of grid) {
    if (answerAt(value) !== before) return bisect(kept, value, before, { ...variable, answerAt })
    kept = value
  }
  return undefined
}

function bisect(
  from: number,
  to: number,
  before: string,
  by: { spacing: Spacing; answerAt: Answer },
) {
  let kept = from
  let changed = to
  while (!isClose(kept, changed, by.spacing)) {
    const middle = between(kept, changed, by.spacing)
    if (by.answerAt(middle) === before) kept = middle
    else changed = middle
  }
  return { kept, changed, becomes: by.answerAt(changed) }
}

/** Ratios are walked five steps of eight either way: a load 30,000 times as large is another system. */
const steps = 5
const stride = 8

const grids: Record<Spacing, Record<'up' | 'down', (current: number) => number[]>> = {
  ratio: {
    up: (current) => count(steps).map((n) => Math.max(current, 1e-3) * stride ** (n + 1)),
    down: (current) => (current > 0 ? count(steps).map((n) => current / stride ** (n + 1)) : []),
  },
  whole: {
    up: (current) => count(8).map((n) => current + 2 ** n),
    down: (current) =>
      count(8)
        .map((n) => current - 2 ** n)
        .filter((value) => value >= 1),
  },
  nines: {
    up: (current) => count(12).map((n) => 1 - (1 - current) / 2 ** (n + 1)),
    down: (current) =>
      count(12)
        .map((n) => 1 - (1 - current) * 2 ** (n + 1))
        .filter((value) => value > 0.5),
  },
}

function isClose(a: number, b: number, spacing: Spacing): boolean {
  if (spacing === 'whole') return Math.abs(a - b) <= 1
  if (spacing === 'nines') return Math.abs(Math.log((1 - a) / (1 - b))) < 2e-3
  return Math.abs(a - b) <= 2e-3 * Math.max(a, b)
}

function between(a: number, b: number, spacing: Spacing): number {
  if (spacing === 'whole') return Math.floor((a + b) / 2)
  if (spacing === 'nines') return 1 - Math.sqrt((1 - a) * (1 - b))
  return a > 0 && b > 0 ? Math.sqrt(a * b) : (a + b) / 2
}

function round(value: number, spacing: Spacing): number {
  if (spacing === 'whole') return value
  if (spacing === 'nines') return Number((1 - significant(1 - value, 3)).toFixed(12))
  return significant(value, 3)
}

const count = (n: number) => Array.from({ length: n }, (_, index) => index)
