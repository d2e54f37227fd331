import { answerIn } from '../../answer.ts'
import { type Question, when } from '../../decision.ts'
import { readyModules } from '../../ready-modules.ts'
import type { Situation } from '../../situation.ts'
import { aggregates, aggregateWords } from './aggregates.ts'
import { engine } from './engine.ts'
import { failures } from './failures.ts'
import { fanOut } from './fan-out.ts'
import { feed } from './feed.ts'
import { jobs } from './jobs.ts'
import { messaging } from './messaging.ts'
import { laterWork } from './needs.ts'
import { order } from './order.ts'
import { eventSchema } from './schema.ts'

/** The questions of this area that a brief raises. */
export function messagingQuestions(situation: Situation): Question[] {
  const { signals, modules } = situation
  const kept = answerIn(situation, messaging) !== 'none'
  const live = signals.any('realtime', 'two-way', 'presence', 'co-editing', 'asks pubsub')
  const ready = modules.some((name) => (readyModules[name]?.jobs.length ?? 0) > 0)
  const work = ready || laterWork(situation).length > 0 || signals.any('scheduled', 'batch')
  return [
    messaging,
    ...when(kept, engine, order, eventSchema),
    ...when(live, fanOut),
    ...when(kept || work, failures),
    ...when(work, jobs),
    ...when(signals.any(...aggregateWords), aggregates),
    ...when(signals.any('feed'), feed),
  ]
}
