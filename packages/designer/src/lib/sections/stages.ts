import type { Stage } from '@archwright/model'

import { percent, show } from '../figures.ts'
import { reassess, type Situation } from '../situation.ts'
import { leadUnit } from '../units.ts'
import { variableOf } from '../variables.ts'
import { chooseAll, type Verdicts } from '../verdicts.ts'
import { costOf } from './cost.ts'
import { type Resource, resourcesOf } from './resources.ts'

const factors = [1, 2, 10, 100, 1000] as const

/** What breaks first as the load grows, and the step that answers it. */
export function stagesOf(situation: Situation, verdicts: Verdicts): Stage[] {
  const resources = resourcesOf(situation, verdicts)
  const { unit, perCallPerSecond } = leadUnit(situation.brief)
  const lead = (situation.lead?.peakPerSecond ?? 0) * perCallPerSecond
  return factors.map((factor, index) =>
    stageAt(factor, factors[index - 1] ?? 1, { resources, load: `${show(lead * factor)} ${unit}` }),
  )
}

/** Adds to each stage what a month of its load costs, as the engine would design it then. */
export function withCosts(stages: readonly Stage[], situation: Situation): Stage[] {
  const load = variableOf('load', situation)
  return stages.map((stage) => {
    const then = load ? reassess(load.write(load.current * stage.factor), situation) : situation
    const { low, high } = costOf(then, chooseAll(then))
    return { ...stage, cost: { low, high } }
  })
}

function stageAt(
  factor: number,
  before: number,
  at: { resources: readonly Resource[]; load: string },
): Stage {
  const broken = at.resources
    .map((resource) => ({
      resource,
      from: reached(resource, before),
      to: reached(resource, factor),
    }))
    .filter(({ from, to }) => to > from)
    .map((move) => ({
      ...move,
      fullAt: (move.resource.steps[move.from]?.upTo ?? 0) / move.resource.need,
    }))
    .toSorted((a, b) => a.fullAt - b.fullAt)
  const [first] = broken
  if (first === undefined)
    return {
      factor,
      load: at.load,
      breaks: `Nothing: ${fullest(at.resources, factor)}`,
      step: 'None',
      effort: 'None',
    }
  const taken = broken.flatMap(({ resource, to }) => resource.steps[to] ?? [])
  const { resource, fullAt } = first
  return {
    factor,
    load: at.load,
    breaks: `${resource.name} first, at ×${show(fullAt)} (${show(resource.need * factor)} ${resource.unit} against ${show(resource.need * fullAt)})`,
    step: taken.map(({ step }) => step).join('; '),
    effort: taken.map(({ effort }) => effort).join('; '),
  }
}

/** Index of the step that carries the need at this factor. */
function reached({ need, steps }: Resource, factor: number): number {
  const index = steps.findIndex(({ upTo }) => need * factor <= upTo)
  return index < 0 ? steps.length - 1 : index
}

function fullest(resources: readonly Resource[], factor: number): string {
  const uses = resources.map((resource) => {
    const step = resource.steps[reached(resource, factor)]
    return { name: resource.name, used: step ? (resource.need * factor) / step.upTo : 0 }
  })
  const [most] = uses.toSorted((a, b) => b.used - a.used)
  return most ? `the fullest is ${most.name} at ${percent(most.used)}` : 'nothing is used'
}
