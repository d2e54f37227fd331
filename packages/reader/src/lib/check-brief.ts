import type { Brief, Fact, Origin } from '@archwright/model'
import { InputError, type Problem } from '@archwright/model/light'

/** Says where in the source something stands: a line of YAML or characters of prose. */
export type Locate = (path: string, origin?: Origin) => string

/** Refuses a brief whose numbers cannot all be true. */
export function checkBrief(brief: Brief, locate: Locate): void {
  const problems = [
    ...brief.facts.flatMap((fact) => checkFact(fact, locate)),
    ...checkPercentiles(brief.facts, locate),
    ...checkMachines(brief, locate),
  ]
  if (problems.length > 0) throw new InputError(problems)
}

function checkFact(fact: Fact, locate: Locate): Problem[] {
  const where = locate(`facts.${fact.id}`, fact.origin)
  const quoted = `"${fact.text}"`
  if (fact.kind === 'latency' && fact.canonical <= 0)
    return [
      {
        where,
        what: `${quoted}: no answer takes 0 ms or less`,
        right: 'give a bound such as "p99 under 300 ms"',
      },
    ]
  if (fact.canonical < 0)
    return [
      {
        where,
        what: `${quoted}: a ${fact.kind} cannot be negative`,
        right: `give ${-fact.value} or another number from zero up`,
      },
    ]
  if (fact.kind === 'availability' && fact.canonical >= 1)
    return [
      {
        where,
        what: `${quoted}: nothing is up all of the time`,
        right: 'give a share below 100 %, such as 99.99 %',
      },
    ]
  if (fact.kind === 'rate' && fact.canonical === 0 && fact.bound === 'at-most')
    return [
      { where, what: `${quoted}: a rate of zero is no load`, right: 'give the rate to be carried' },
    ]
  return []
}

function checkPercentiles(facts: readonly Fact[], locate: Locate): Problem[] {
  const latencies = facts.filter(
    ({ kind, percentile }) => kind === 'latency' && percentile !== undefined,
  )
  const bySubject = Map.groupBy(latencies, ({ about }) => about)
  return [...bySubject.values()].flatMap((group) => checkRising(group, locate))
}

// Going up the percentiles, each bound is held against the slowest of the lower ones.
function checkRising(latencies: readonly Fact[], locate: Locate): Problem[] {
  const problems: Problem[] = []
  let slowest: Fact | undefined
  for (const fact of latencies.toSorted((one, other) => share(one) - share(other))) {
    if (slowest && share(slowest) < share(fact) && slowest.canonical > fact.canonical)
      problems.push({
        where: locate(`facts.${fact.id}`, fact.origin),
        what: `"${fact.text}" is below "${slowest.text}", though fewer requests may be slower`,
        right: `the bound at ${name(fact)} must be at least the bound at ${name(slowest)}`,
      })
    if (!slowest || fact.canonical > slowest.canonical) slowest = fact
  }
  return problems
}

// 99.95 % leaves 21.6 minutes a month: about what it takes to notice a dead machine and start another.
const mostOnOneMachine = 0.9995

function checkMachines({ objectives, constraints }: Brief, locate: Locate): Problem[] {
  const { availability = 0 } = objectives
  if (constraints.machines !== 1 || availability <= mostOnOneMachine) return []
  const minutes = ((1 - availability) * 30 * 24 * 60).toFixed(1)
  return [
    {
      where: locate('constraints.machines'),
      what: `${percent(availability)} leaves ${minutes} minutes of downtime a month, and one machine is down for longer whenever it fails or is replaced`,
      right: `allow at least 2 machines, or ask for at most ${percent(mostOnOneMachine)}`,
    },
  ]
}

function share({ percentile = 0 }: Fact): number {
  return percentile
}

function name(fact: Fact): string {
  return `p${Number((share(fact) * 100).toFixed(4))}`
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(6))} %`
}
