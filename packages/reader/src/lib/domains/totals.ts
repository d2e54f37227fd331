import type { Fact } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { peopleNouns } from '../numbers/nouns.ts'
import { tidy } from '../numbers/reading.ts'
import { singularOf } from '../text/nouns.ts'

/** Notes what each "few" and "several" is read as; first of all, so that the ids are those of the estimates. */
export function noteEstimates(estimates: readonly Fact[], assumptions: Assumptions): void {
  for (const { text, value, unit } of estimates)
    assumptions.assume({
      about: `prose.${text}`,
      value,
      unit,
      why: `the text says "${text}" and gives no number; state it if it is known`,
      source: sources.judgement,
    })
}

const perOne = /^(?<unit>.+) per (?<owner>\S+)$/

/**
 * What all do together, from what each one does: "40 messages a day each" times "20 million users". What is said of each
 * one of an unknown number gives no total and is left out, and so is what each one may do at most.
 */
export function withTotals(facts: readonly Fact[]): Fact[] {
  const totals: Fact[] = []
  for (const fact of facts) {
    const { unit = '', owner = '' } = perOne.exec(fact.unit)?.groups ?? {}
    if (owner === '') {
      totals.push(fact)
      continue
    }
    const allowed = fact.kind === 'rate' && fact.bound === 'at-most'
    const many = allowed ? undefined : manyOf(owner, [...totals, ...facts])
    if (many === undefined || many === fact) continue
    totals.push({
      ...fact,
      unit,
      value: tidy(fact.value * many.canonical),
      canonical: tidy(fact.canonical * many.canonical),
      text: `${many.text} (${many.id})${times}${fact.text} (${fact.id})`,
    })
  }
  return totals
}

const times = ' × '

/** Whether a fact is such a product, its arithmetic in its text. */
export function isTotalOfMany({ text }: Fact): boolean {
  return text.includes(times)
}

function manyOf(owner: string, facts: readonly Fact[]): Fact | undefined {
  const counts = facts.filter(({ kind }) => kind === 'users' || kind === 'count')
  const named = counts.find(({ about }) => headOf(about) === owner)
  if (named || !peopleNouns.has(owner)) return named
  return counts.find(({ kind, about }) => kind === 'users' && !groups.has(headOf(about)))
}

/** Nouns that count groups of people rather than people. */
const groups: ReadonlySet<string> = new Set(['tenant', 'household'])

/** Whether a number of users counts groups of them: tenants, households. */
export function countsGroups({ about }: Fact): boolean {
  return groups.has(headOf(about))
}

function headOf(about: string): string {
  return singularOf(about.split(' ').at(-1) ?? '')
}
