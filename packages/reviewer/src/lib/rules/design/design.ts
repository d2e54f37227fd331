import type { Steps, TreeDocument } from '../../read/tree-document.ts'
import { type Fields, fieldsOf, listOf, textOf } from '../../read/value.ts'
import type { Place, Rule } from '../../rule.ts'
import { servicesWithoutTeams as teamsRule } from '../deployment/services.ts'

/** One objection per item of a list of the design. */
function ruleOnItems(
  said: Omit<Rule<'design'>, 'find'>,
  list: string,
  objection: (item: Fields) => string | undefined,
): Rule<'design'> {
  return {
    ...said,
    *find(document): Iterable<Place> {
      const { design, steps } = designOf(document)
      for (const [index, item] of listOf(design[list]).entries()) {
        const message = objection(fieldsOf(item))
        const at = document.at([...steps, list, index])
        if (message) yield { file: document.file, at, message }
      }
    },
  }
}

export const designedServicesWithoutTeams: Rule<'design'> = {
  ...teamsRule,
  id: 'designed-services-without-teams',
  *find(document) {
    const { design, steps } = designOf(document)
    const teams = fieldsOf(fieldsOf(design.brief).team).teams
    const deployables = listOf(design.deployables).length
    if (typeof teams !== 'number' || deployables <= Math.max(1, teams)) return
    const at = document.at([...steps, 'deployables'])
    yield { file: document.file, at, message: `${deployables} deployables for ${teams} teams` }
  },
}

export const designedCacheWithoutEnd = ruleOnItems(
  {
    id: 'designed-cache-without-end',
    severity: 'warning',
    title: 'A cache designed without an end',
    why: 'What nobody expires and nobody invalidates is served after it changed.',
    instead: 'Name a time to live, and who deletes the entry when its source is written.',
    source: 'Kleppmann, Designing Data-Intensive Applications, ch. 11 (keeping systems in sync)',
  },
  'caches',
  ({ name, ttlSeconds, invalidation }) =>
    Number(ttlSeconds) > 0 || textOf(invalidation)
      ? undefined
      : `cache ${textOf(name)} has neither a time to live nor an invalidation`,
)

export const designedWaitWithoutEnd = ruleOnItems(
  {
    id: 'designed-wait-without-end',
    severity: 'warning',
    title: 'A dependency without a time limit',
    why: 'When the other side hangs, all callers soon wait with it.',
    instead: 'Give each dependency a timeout below what its caller promises.',
    source: 'Nygard, Release It!, 2nd ed., ch. 5 Timeouts',
  },
  'resilience',
  ({ dependency, timeoutMs }) =>
    Number(timeoutMs) > 0 ? undefined : `calls of ${textOf(dependency)} have no timeout`,
)

export const designedObjectiveWithoutAlert = ruleOnItems(
  {
    id: 'designed-objective-without-alert',
    severity: 'warning',
    title: 'An objective nobody is told about',
    why: 'An objective that alerts nobody is missed unnoticed.',
    instead: 'Alert on its burn rate over a long and a short window.',
    source: 'Google, The Site Reliability Workbook, ch. 5 Alerting on SLOs',
  },
  'slos',
  ({ name, alerts }) =>
    listOf(alerts).length > 0 ? undefined : `objective ${textOf(name)} has no alert`,
)

export const designedSagaWithoutUndo = ruleOnItems(
  {
    id: 'designed-saga-without-undo',
    severity: 'error',
    title: 'A saga that cannot turn back',
    why: 'When a later step fails, what the step did stays: money held, stock reserved, for nobody.',
    instead: 'Name what undoes each step before the pivot, or move the pivot before it.',
    source: 'Garcia-Molina and Salem, Sagas (1987); Richardson, Microservices Patterns, ch. 4',
  },
  'sagas',
  ({ name, steps }) => {
    const all = listOf(steps).map(fieldsOf)
    const pivot = all.findIndex((step) => step.pivot === true)
    const stuck = all
      .slice(0, Math.max(0, pivot - 1))
      .find((step) => !textOf(step.undo) && textOf(step.dependency))
    return (
      stuck &&
      `saga ${textOf(name)}: step ${textOf(stuck.name)} calls ${textOf(stuck.dependency)} before the pivot, and nothing undoes it`
    )
  },
)

/** A lock file holds the design; `design --json` is it. */
function designOf({ value }: TreeDocument): { design: Fields; steps: Steps } {
  const root = fieldsOf(value)
  return root.design
    ? { design: fieldsOf(root.design), steps: ['design'] }
    : { design: root, steps: [] }
}
