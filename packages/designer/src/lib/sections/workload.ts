import type { Brief, Mix, OperationLoad } from '@archwright/model'

import { inFlight } from '../arithmetic/little.ts'
import { placingOperation, providerOf } from '../placing-saga.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import { hiddenSteps, type Load, partsOf, wholeWork } from '../workload.ts'

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
  const { appMs, databaseMs, transactions } = wholeWork(load, situation.loads)
  const commits = transactions * figure('work.commit.wait')
  return (appMs + databaseMs + commits + outsideOfAll(situation, load)) / 1000
}

/** Milliseconds that everything one call runs waits for outside systems. */
export function outsideOfAll(situation: Situation, load: Load): number {
  return partsOf(load, situation.loads).reduce((sum, part) => sum + outsideMs(situation, part), 0)
}

/** Milliseconds that one operation waits for outside systems; those of placing an order are asked by the steps of its saga. */
export function outsideMs({ brief }: Situation, { operation }: Load): number {
  if (operation.name === placingOperation) return hiddenWaitMs(brief)
  return operation.calls.reduce((sum, name) => {
    const dependency = brief.dependencies.find((each) => each.name === name)
    return sum + (dependency?.latencyMs ?? 0)
  }, 0)
}

/** The steps of placing an order that the brief does not list ask the provider all the same. */
function hiddenWaitMs(brief: Brief): number {
  const asking = hiddenSteps(brief).filter(({ module }) => module === 'payments')
  return asking.length * (providerOf(brief)?.latencyMs ?? 0)
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
