import type { Signal } from '@archwright/model/light'

import { quote } from '../../citations.ts'
import { percent, show } from '../../figures.ts'
import { figure, interval } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { coresPerReplica, type Situation } from '../../situation.ts'
import { sizeOf } from '../../sizing.ts'
import { trainOf } from './train.ts'

/** Words by which a brief says that its parts are deployed apart, and what each says. */
const apartWords: readonly (readonly [Signal, string])[] = [
  ['many-services', 'services exist already'],
  ['independent-parts', 'parts are deployed or scaled apart'],
  ['many-teams', 'several teams work on it'],
  ['asks strangler', 'new parts run beside the old system'],
]

/** Whether the brief says that parts must be deployed apart; a few people or one machine cannot keep them. */
export function mustSplit(situation: Situation): boolean {
  if (isSmall(situation)) return false
  return situation.signals.any(...apartWords.map(([word]) => word))
}

/** The reasons behind {@link mustSplit}, in the brief's own words. */
export function reasonsToSplit(situation: Situation): string[] {
  if (!mustSplit(situation)) return []
  return apartWords
    .filter(([word]) => situation.signals.any(word))
    .map(([word, meaning]) => `${meaning}: ${quote(situation, word)}`)
}

/** The fact for which everything cannot be one deployment, where there is one. */
export function whyNotOne(situation: Situation): string | undefined {
  const { needed } = sizeOf(situation)
  const fleet = figure('capacity.fleet-limit')
  const shared = trainOf(situation)
  const sockets = socketProcesses(situation)
  return (
    outIf(
      shared >= 1,
      () => `${show(situation.team.teams)} teams fill one deployment train (${percent(shared)})`,
    ) ??
    outIf(
      needed > fleet && !isOneOrder(situation),
      () => `${show(needed)} replicas exceed the ${fleet} of one fleet`,
    ) ??
    outIf(
      sockets > fleet,
      () => `${show(sockets)} processes of open connections exceed the ${fleet} of one fleet`,
    ) ??
    reasonsToSplit(situation)[0]
  )
}

/** Few people, one machine, or an idea that is only tried out. */
export function isSmall(situation: Situation): boolean {
  return (
    situation.signals.any('small-team', 'proof-of-concept', 'one-machine') ||
    statedEngineers(situation) < interval('services.developers').low
  )
}

/** Engineers the brief names; without limit when it names none. */
export function statedEngineers({ brief }: Situation): number {
  const assumed = brief.assumptions.some(({ about }) => about === 'team.engineers')
  return assumed ? Number.POSITIVE_INFINITY : (brief.team.engineers ?? Number.POSITIVE_INFINITY)
}

/** Processes kept busy by open connections alone; 0 where nobody stays connected. */
function socketProcesses({ brief, signals }: Situation): number {
  if (!signals.any('realtime', 'two-way', 'presence', 'co-editing', 'messaging', 'rides')) return 0
  const share = figure('traffic.online')
  const open = brief.actors.reduce(
    (most, { concurrent, count = 0 }) => Math.max(most, concurrent ?? count * share),
    0,
  )
  return Math.ceil(open / figure('websocket.process'))
}

/** Kinds of reader that take a stream of events each at its own pace. */
const readerWords: readonly Signal[] = [
  'windows',
  'fraud',
  'realtime',
  'monitoring',
  'analytics',
  'reporting',
  'archive',
  'replay',
]

/** Modules that live on a stream of events. */
const streamModules = new Set([
  'telemetry',
  'logs',
  'analytics',
  'fraud',
  'monitoring',
  'reporting',
])

/**
 * Whether the brief is about a stream of events: it asks for one, names many readers or replay, or most of its
 * modules live on what devices and machines report without end.
 */
export function isStream({ signals, modules }: Situation): boolean {
  if (signals.any('asks kafka', 'asks event-driven', 'asks event-sourcing')) return true
  if (signals.any('many-readers', 'replay')) return true
  const living = modules.filter((module) => streamModules.has(module)).length
  if (2 * living < modules.length) return false
  return (
    signals.any('windows') ||
    (signals.any('telemetry', 'logs') && signals.of(...readerWords).length > 1)
  )
}

/** Independent readers of the stream that the brief names; 1 where it names none. */
export function readersOf(situation: Situation): number {
  if (!isStream(situation)) return 1
  const { signals } = situation
  return Math.max(1, signals.of(...readerWords).length + (signals.any('many-readers') ? 1 : 0))
}

/** Whether nobody is to run machines, or long idle hours should cost nothing. */
export const isUnattended = ({ signals }: Situation) => signals.any('no-operations-staff', 'idle')

const hoursPerMonth = 730.5

/** Dollars a month for replicas that wait for calls. */
export function containerCost(situation: Situation): number {
  const cores = sizeOf(situation).replicas * coresPerReplica
  return cores * figure('container.core-price') * hoursPerMonth
}

/** Dollars a month for functions billed by the call: the average load, a gigabyte, waiting included. */
export function functionCost({ loads }: Situation): number {
  const perSecond = loads.reduce((sum, { averagePerSecond, work }) => {
    const seconds = (work.appMs + work.databaseMs + figure('hop.latency')) / 1000
    const each = figure('functions.call-price') + seconds * figure('functions.second-price')
    return sum + averagePerSecond * each
  }, 0)
  return perSecond * hoursPerMonth * 3600
}

/** Whether every decision depends on the one before and none may wait: they stay in one memory, in one order. */
export const isOneOrder = ({ signals }: Situation) =>
  signals.any('trading', 'ordering') &&
  signals.any('low-latency') &&
  !signals.any('independent-parts', 'many-services')
