import { answerIn } from '../../answer.ts'
import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { isApart } from '../core/topology.ts'
import { messaging } from '../messaging/messaging.ts'
import { edits } from './edits.ts'
import { changeAndEvent, idempotency, stock } from './events.ts'
import { history } from './history.ts'
import { merge } from './merge.ts'
import { money } from './money.ts'
import { perOperation } from './per-operation.ts'
import { placing } from './placing.ts'
import { isSourced, readModels, widestRead } from './read-models.ts'
import { regions } from './regions.ts'
import { workflow } from './workflow.ts'

/** The questions of this area that a brief raises. */
export function consistencyQuestions(situation: Situation): Question[] {
  const { modules, signals, needs, totals } = situation
  const spread = needs.regions > 1 || signals.any('multi-region', 'always-writable')
  const together = signals.any('co-editing', 'offline', 'always-writable')
  const told = signals.any('asks event-sourcing', 'asks event-driven', 'asks kafka')
  const past = told || signals.any('history', 'replay', 'audit', 'trading')
  const several = isApart(situation) && modules.length > 2
  const reads =
    several || signals.any('asks cqrs') || isSourced(situation) || widestRead(situation) > 2
  return [
    placing,
    ...when(totals.writesPerSecond > 0 || modules.length > 1, perOperation),
    ...when(answerIn(situation, messaging) !== 'none', changeAndEvent),
    ...when(totals.writesPerSecond > 0, idempotency),
    ...when(modules.includes('inventory'), stock),
    ...when(signals.any('ledger'), money),
    ...when(signals.any('collaboration', 'content', 'assets') && !signals.any('co-editing'), edits),
    ...when(together, merge),
    ...when(past, history),
    ...when(reads, readModels),
    ...when(signals.any('workflow'), workflow),
    ...when(spread, regions),
  ]
}
