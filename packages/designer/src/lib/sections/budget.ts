import type { Brief, Budget, Conflict, Cost } from '@archwright/model'

import { percent, show } from '../figures.ts'
import { figure } from '../rules/catalog.ts'
import { assess, type Situation } from '../situation.ts'
import { chooseAll } from '../verdicts.ts'
import { costOf } from './cost.ts'

/** The cost of the design, checked against the brief's budget where it states one. */
export function withBudget(cost: Cost, situation: Situation): Cost {
  const stated = situation.brief.constraints.budgetPerMonth
  if (stated === undefined) return cost
  const dollars = dollarsPer[stated.currency]?.()
  if (dollars === undefined) {
    return {
      ...cost,
      budget: {
        ...stated,
        verdict: 'not compared',
        statement: `Prices here are in ${cost.currency}; the budget is in ${stated.currency}`,
      },
    }
  }
  return {
    ...cost,
    budget: budgetOf(cost, situation, { ...stated, cents: stated.amount * dollars }),
  }
}

/** A budget that the design exceeds at any price excludes what the brief demands of it. */
export function budgetConflicts({ budget, low, currency }: Cost, { needs }: Situation): Conflict[] {
  if (budget?.verdict !== 'over') return []
  return [
    {
      key: 'cost.budget',
      demands: [
        `At most ${money(budget.amount, budget.currency)} a month`,
        `${percent(needs.availability)} of the time, at the stated load`,
      ],
      arithmetic: `The parts that carry the load and the objective cost ${money(low, currency)} a month or more, against ${money(budget.amount, budget.currency)}`,
      nearest: budget.cheaper ?? 'None: the least that serves this load costs more',
      from: ['price.core', 'price.postgres'],
    },
  ]
}

const dollarsPer: Readonly<Record<string, (() => number) | undefined>> = {
  USD: () => 1,
  EUR: () => figure('price.euro'),
}

function budgetOf(
  cost: Cost,
  situation: Situation,
  stated: { amount: number; currency: string; cents: number },
): Budget {
  const { amount, currency, cents } = stated
  const range = `${money(cost.low, cost.currency)} to ${money(cost.high, cost.currency)}`
  const of = `${money(amount, currency)} a month`
  if (cost.mid <= cents) {
    return { amount, currency, verdict: 'within', statement: `${range} against ${of}` }
  }
  const over = cost.low > cents
  const cheaper = cheaperThan(cents, situation)
  return {
    amount,
    currency,
    verdict: over ? 'over' : 'only at low prices',
    statement: over
      ? `${range} against ${of}: over it at any price known here`
      : `${range} against ${of}: within it only where prices are low`,
    ...(cheaper === undefined ? {} : { cheaper }),
  }
}

/** What a design may give up for its price, one after the other. */
const concessions: readonly { gives: string; write(brief: Brief): Brief }[] = [
  {
    gives: 'one region',
    write: (brief) => ({ ...brief, objectives: { ...brief.objectives, regions: 1 } }),
  },
  { gives: '99.9 % of the time', write: (brief) => withAvailability(brief, 0.999) },
  { gives: '99 % of the time', write: (brief) => withAvailability(brief, 0.99) },
  { gives: 'one machine', write: onOneMachine },
  { gives: 'half of the load', write: (brief) => withLoad(brief, 1 / 2) },
  { gives: 'a tenth of the load', write: (brief) => withLoad(brief, 1 / 5) },
]

/** The first design on the way down whose usual price fits, and what was given up for it. */
function cheaperThan(cents: number, { brief }: Situation): string | undefined {
  let changed = brief
  const given: string[] = []
  for (const { gives, write } of concessions) {
    const next = write(changed)
    if (next === changed) continue
    changed = next
    given.push(gives)
    const situation = assess(changed)
    const { mid, low, high, currency } = costOf(situation, chooseAll(situation))
    if (mid <= cents) {
      return `${given.join(', ')}: ${money(low, currency)} to ${money(high, currency)} a month`
    }
  }
  return undefined
}

function withAvailability(brief: Brief, availability: number): Brief {
  const { objectives } = brief
  if ((objectives.availability ?? 0) <= availability) return brief
  const rtoSeconds = Math.max(objectives.rtoSeconds ?? 0, 3600)
  return { ...brief, objectives: { ...objectives, availability, rtoSeconds } }
}

function onOneMachine(brief: Brief): Brief {
  const origin = { from: 'assumption', id: 'A-01' } as const
  return { ...brief, capabilities: [...brief.capabilities, { name: 'one-machine', origin }] }
}

function withLoad(brief: Brief, factor: number): Brief {
  const operations = brief.operations.map((operation) => ({
    ...operation,
    ratePerSecond: (operation.ratePerSecond ?? 0) * factor,
  }))
  return { ...brief, operations }
}

/** "1,240 USD", from cents. */
export function money(cents: number, currency: string): string {
  return `${show(Math.round(cents / 100))} ${currency}`
}
