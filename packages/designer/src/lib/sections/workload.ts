import type { Mix, OperationLoad } from '@archwright/model'

import { inFlight } from '../arithmetic/little.ts'
import { placingOperation } from '../placing-saga.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import { answerWork, type Load } from '../workload.ts'

/** What each operation asks of the system at the brief's load. */
export function workloadOf(situation: Situation): OperationLoad[] {
  return situation.loads.map((load) => {
    const { operation, module, averagePerSecond, peakPerSecond, work } = load
    const residenceSeconds = residence(situation, load)
    return {
      operation: operation.name,
      module,
      kind: operation.kind,
      averagePerSecond,
      peakPerSecond,
      residenceSeconds,
      concurrency: inFlight(peakPerSecond, residenceSeconds),
      cpuSecondsPerCall: (work.appMs + work.databaseMs) / 1000,
      latencyMs: operation.latencyMs ?? 0,
      percentile: operation.percentile ?? 0.99,
    }
  })
}

/** Mean seconds until a call is answered, without queueing: processor time, commits, and whoever outside is waited for. */
export function residence(situation: Situation, load: Load): number {
  const { appMs, databaseMs, transactions } = answerWork(load, situation.loads)
  const commits = transactions * figure('work.commit.wait')
  return (appMs + databaseMs + commits + outsideMs(situation, load)) / 1000
}

/** Milliseconds that a call waits for outside systems; placing an order answers before its saga asks them. */
export function outsideMs({ brief }: Situation, { operation }: Load): number {
  if (operation.name === placingOperation) return 0
  return operation.calls.reduce((sum, name) => {
    const dependency = brief.dependencies.find((each) => each.name === name)
    return sum + (dependency?.latencyMs ?? 0)
  }, 0)
}

/** What clients send at the peak; a provider's webhooks follow from orders and are not sent by clients. */
export function mixOf({ loads, brief }: Situation): Mix {
  const clients = new Set(
    brief.actors.filter(({ trust }) => trust !== 'internal').map(({ name }) => name),
  )
  return loads
    .filter(({ operation }) => operation.kind !== 'job' && !/webhook/i.test(operation.name))
    .filter(
      ({ operation }) =>
        clients.has(operation.actor) || /guest|anonymous|public/.test(operation.actor),
    )
    .filter(({ peakPerSecond }) => peakPerSecond > 0)
    .map(({ operation, peakPerSecond }) => ({
      operation: operation.name,
      perSecond: peakPerSecond,
    }))
}
