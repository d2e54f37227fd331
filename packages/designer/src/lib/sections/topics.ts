import type { Module, OperationConsistency, Topic } from '@archwright/model'

import { listening } from '../decisions/messaging/needs.ts'
import { lanesFor } from '../message-lanes.ts'
import { consistencyOf } from '../operation-consistency.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { channelsOf, engineOf } from './channels.ts'

/** A topic for each module that tells something, where the design has a channel for it. */
export function topicsOf(
  situation: Situation,
  modules: readonly Module[],
  verdicts: Verdicts,
): Topic[] {
  if (verdicts.chosen('messaging') === 'none') return []
  const channels = channelsOf(modules, verdicts)
  const kept = verdicts.chosen('messaging') === 'outbox and an event stream'
  return modules
    .filter(({ name, publishes }) => publishes.length > 0 && !listening.test(name))
    .map(({ name, publishes, entities }) => {
      const perSecond = publishedPerSecond(situation, name)
      const own = channels.filter(({ from }) => from === name)
      return {
        name: `${name}.events`,
        from: name,
        carries: [...publishes],
        groups: [...new Set(own.flatMap(({ to }) => to))],
        engine: engineOf(verdicts),
        key: `id of the ${entities[0] ?? 'record'}`,
        perSecond,
        lanes: lanesFor(perSecond),
        keptSeconds: kept ? figure('stream.retention') : 0,
        attempts: figure('job.attempts'),
        deadLetters: `${name}.dead-letters`,
        decision: verdicts.id('messaging'),
      }
    })
}

/** The consistency of each operation, as the design prints it. */
export function consistencySection(situation: Situation): OperationConsistency[] {
  return consistencyOf(situation).map(({ operation, kind, staleSeconds, why }) => ({
    operation,
    kind,
    staleSeconds,
    why,
  }))
}

function publishedPerSecond({ loads, publishing }: Situation, module: string): number {
  return loads.reduce(
    (sum, load, index) =>
      publishing[index] && load.module === module ? sum + load.peakPerSecond : sum,
    0,
  )
}
