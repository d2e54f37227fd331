import type { Signal } from '@archwright/model/light'

import { answerIn } from '../../answer.ts'
import { readyModules } from '../../ready-modules.ts'
import { figure } from '../../rules/catalog.ts'
import type { Situation } from '../../situation.ts'
import { isApart as runsApart, topology } from '../core/topology.ts'

/** Messages a second of a broker of three nodes, its queues leading on all of them, used to half. */
export const brokerCapacity = (figure('broker.nodes') * figure('broker.rabbitmq')) / 2

/** Work that goes on after the answer and has to survive a crash, by the words that show it. */
export function laterWork(situation: Situation): Signal[] {
  const { signals } = situation
  const later = signals.of('tasks', 'long-running', 'notifications', 'webhooks', 'crawling')
  const media = signals.any('media') && signals.any('large-objects') ? signals.of('media') : []
  // Who asks for a match waits until others have come; a function does not stay to wait with them.
  const waits = signals.any('polling') || answerIn(situation, topology) === 'serverless'
  return [...later, ...media, ...(waits ? signals.of('matching') : [])]
}

/** Data that streams in by itself, and does not wait to be asked for. */
const flows: readonly Signal[] = ['telemetry', 'logs', 'monitoring', 'fraud', 'analytics']

export function flowsOf({ signals }: Situation): Signal[] {
  const positions = signals.any('rides') ? signals.of('geo', 'nearby') : []
  return [...signals.of(...flows), ...positions]
}

/** What makes events worth a log that is kept: other speeds, other readers, other times. */
const always: readonly Signal[] = ['windows', 'replay', 'many-readers']
const ofFlows: readonly Signal[] = ['high-traffic', 'write-heavy']
const ofMachines: readonly Signal[] = ['growth', 'realtime', 'archive', 'geo']

/**
 * The words that buy an event log: a flow from machines that is large, watched live or read again later; a flow of
 * use that is read by several; or services that read one another's past. Empty where an idea is only tried out.
 */
export function logNeeds(situation: Situation): Signal[] {
  const { signals } = situation
  if (isModest(situation)) return []
  const flow = flowsOf(situation)
  if (flow.length === 0) return runsApart(situation) ? signals.of(...always) : []
  const machines = signals.any('telemetry', 'logs', 'fraud', 'rides')
  const why = signals.of(...always, ...ofFlows, ...(machines ? ofMachines : []))
  return why.length > 0 ? [...flow, ...why] : []
}

/** What modules must hear of one another, whatever happens in between. */
export function toldBetweenModules({ signals, modules }: Situation): Signal[] {
  if (modules.length < 2) return []
  return signals.of('no-loss', 'all-or-nothing', 'isolation', 'asks event-driven', 'asks saga')
}

/** Modules that hear what others publish: ready ones, and of services those that exist for it. */
export function listenersOf(situation: Situation): string[] {
  const { modules } = situation
  const present = new Set(modules)
  const apart = runsApart(situation) && modules.length > 1
  return modules.filter(
    (name) =>
      readyModules[name]?.hears.some((event) => present.has(event.slice(0, event.indexOf('.')))) ??
      (apart && listening.test(name)),
  )
}

/** Names of modules that exist to hear of others, and tell nobody. */
export const listening =
  /^(notifications?|analytics|reporting|search|audit|webhooks?|fraud|recommendations?)$/

/** An idea on trial, or one machine on purpose: every further part has to be run by somebody. */
export const isModest = ({ signals }: Situation) => signals.any('proof-of-concept', 'one-machine')

/** Whether the parts run apart from one another, functions included. */
export function isApart(situation: Situation): boolean {
  return runsApart(situation) || answerIn(situation, topology) === 'serverless'
}
