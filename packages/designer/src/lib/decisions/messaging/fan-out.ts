import { answerIn } from '../../answer.ts'
import { citeMix } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { replicasOf } from '../../fleet.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { messaging } from './messaging.ts'
import { brokerCapacity, isApart, isModest } from './needs.ts'

/** How the process with the socket hears what happened in another process; asked where clients are told at once. */
export const fanOut: Question = {
  key: 'messaging.fanout',
  area: 'messaging',
  question: 'How does every process hear at once what its connected clients must see?',
  weights: { simplicity: 3, capacity: 2, fit: 3 },
  varies: [],
  asks: { redis: 'Redis pub/sub', pubsub: 'Redis pub/sub', nats: 'NATS subjects' },
  choices: (situation, chosen) => {
    if (chosen === 'in the memory of the process' || chosen.startsWith('NOTIFY')) return {}
    // Where messages are kept by a product of their own, that one names the engine.
    const alone = !/broker|stream/.test(answerIn(situation, messaging))
    const engine = alone && chosen === 'Redis pub/sub' ? { messaging_engine: 'redis-like' } : {}
    return { ...engine, special: ['pubsub-fanout'] }
  },
  judge,
  explain,
}

/** Writing transactions a second beyond which a lock at each commit is felt: a tenth of what one channel carries. */
const notifiesPerSecond = figure('channel.postgres') / 10

function judge(situation: Situation): Candidate[] {
  const { totals, signals } = situation
  const replicas = replicasOf(situation)
  const rate = totals.writesPerSecond
  const kept = answerIn(situation, messaging)
  // Cursors, typing and positions are worth nothing a second later, and no row is written for them.
  const passing = signals.any('presence', 'two-way', 'co-editing', 'collaboration', 'messaging')
  return [
    {
      name: 'in the memory of the process',
      scores: { simplicity: 1, capacity: 1, fit: 1 },
      ruledOut: outIf(
        !isModest(situation),
        () =>
          `at each release, and on ${Math.max(2, replicas)} replicas, a client of one process would not hear what happens in another`,
      ),
    },
    {
      name: 'NOTIFY of PostgreSQL',
      scores: {
        simplicity: 0.9,
        capacity: comfort(notifiesPerSecond, rate),
        fit: passing ? 0.1 : 0.7,
      },
      ruledOut:
        outIf(
          isApart(situation),
          () => `${situation.modules.length} services do not share 1 database`,
        ) ??
        outIf(
          rate > notifiesPerSecond,
          () =>
            `${frequency(rate, 'commits')} would queue for its one lock; ${show(notifiesPerSecond)} are fine`,
        ),
    },
    {
      name: 'fan-out of the broker',
      scores: { simplicity: 0.8, capacity: comfort(brokerCapacity, rate), fit: 0.9 },
      ruledOut: outIf(
        kept !== 'outbox and a message broker',
        () => '0 brokers are part of the design',
      ),
    },
    {
      name: 'Redis pub/sub',
      scores: { simplicity: 0.6, capacity: comfort(figure('cache.redis'), rate), fit: 1 },
    },
    { name: 'NATS subjects', scores: { simplicity: 0.55, capacity: 1, fit: 1 } },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals } = situation
  const replicas = replicasOf(situation)
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: what is worth seeing now goes to ${replicas} replica${replicas === 1 ? '' : 's'}, ${show(totals.writesPerSecond)} times a second at most`,
    because: [
      {
        text: `${frequency(totals.writesPerSecond, 'changes')} may each concern a client of any of ${replicas} replicas`,
        from: [...citeMix(situation), 'L-writes', 'L-replicas'],
      },
      {
        text: `A notification of PostgreSQL holds under ${show(figure('notify.payload'))} bytes and takes a lock at commit; Redis passes on ${frequency(figure('cache.redis'), 'messages')}`,
        from: ['notify.payload', 'notify.lock', 'cache.redis'],
      },
    ],
    consequences: [
      'Nothing is kept here: who was away asks for what is stored and goes on from its last event id',
      'A channel per document, room or user: a replica listens only for those whose clients it holds',
      'Mail, webhooks and money never take this way; they wait in the outbox',
    ],
  }
}
