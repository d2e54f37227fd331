import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { bytes, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { hotState } from '../data/hot-state.ts'
import { flowsOf, isModest } from '../messaging/needs.ts'

/** Whether the state or its changes are the record; asked where the past matters. */
export const history: Question = {
  key: 'consistency.history',
  area: 'consistency',
  question: 'Is the present state the record, or the changes that led to it?',
  weights: { truth: 3, simplicity: 2, queries: 1 },
  varies: [],
  asks: { 'event-sourcing': 'the changes (event sourcing)' },
  choices: (_, chosen) => ({ special: chosen.startsWith('the changes') ? ['event-sourcing'] : [] }),
  judge,
  explain,
}

/** Whether a brief wants facts that are kept, or state rebuilt from them, of things that have a state. */
export function wantsHistory(situation: Situation): boolean {
  const { signals } = situation
  if (isModest(situation)) return false
  const stateful = signals.any('trading', 'ledger', 'payments', 'orders', 'inventory', 'matching')
  const rebuilt = signals.any('replay') && stateful
  // A flow is kept in its log; things with a state that is rebuilt have a past of their own beside it.
  if (flowsOf(situation).length > 0) return rebuilt && signals.any('history')
  return livesInMemory(situation) || signals.any('history') || rebuilt
}

/** State in the memory of one thread survives as the journal of what went into it. */
const livesInMemory = (situation: Situation) =>
  situation.signals.any('trading') && answerIn(situation, hotState).startsWith('memory')

function judge(situation: Situation): Candidate[] {
  const wanted = wantsHistory(situation)
  return [
    {
      name: 'the present state, with an entry for each change beside it',
      scores: { truth: wanted ? 0.4 : 0.9, simplicity: 1, queries: 1 },
      ruledOut: outIf(
        wanted && (situation.signals.any('replay') || livesInMemory(situation)),
        () =>
          'after a crash the state is built again from what led to it; 1 present row is not enough',
      ),
    },
    {
      name: 'the changes (event sourcing)',
      scores: { truth: 1, simplicity: wanted ? 0.5 : 0.2, queries: 0.4 },
    },
    {
      name: 'the present state alone',
      scores: { truth: 0.1, simplicity: 1, queries: 1 },
      ruledOut: outIf(
        situation.signals.any('history', 'replay', 'audit', 'ledger'),
        () =>
          `${quote(situation, situation.signals.of('history', 'replay', 'audit', 'ledger')[0] ?? 'audit')}: the past may not be overwritten`,
      ),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals, signals } = situation
  const perDay = situation.loads
    .filter(({ operation }) => operation.kind === 'command')
    .reduce((sum, { averagePerSecond }) => sum + 86_400 * averagePerSecond, 0)
  const words = signals.of(
    'history',
    'replay',
    'audit',
    'trading',
    'asks event-sourcing',
    'asks event-driven',
    'asks kafka',
  )
  const sourced = chosen.startsWith('the changes')
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${show(perDay)} changes a day, ${bytes(perDay * 365 * 250)} a year at 250 bytes`,
    because: [
      {
        text: `${words.map((word) => quote(situation, word)).join(', ')}: ${frequency(totals.writesPerSecond, 'changes')} at the peak are kept for good`,
        from: [...citeLoad(situation), 'L-writes'],
      },
      {
        text: `Rebuilding costs one read per change: up to about ${figure('history.growth')} changes of one object that is cheap, past it a snapshot is kept`,
        from: ['history.growth'],
      },
    ],
    consequences: sourced
      ? [
          'Only for the module that needs it: its stream is a table of its own in the same PostgreSQL, appended with the expected version',
          'The price: queries read projections that lag by a moment, and old events are read for ever, lifted to today’s shape (upcasters)',
          'Personal data stays outside the events or under a key that can be thrown away, so that erasure stays possible',
        ]
      : [
          'The entry commits with the change: who, when, what it was and what it became; nobody may change it',
          'Event sourcing is bought when state has to be rebuilt from its past, or when every change is itself what is asked for',
        ],
  }
}
