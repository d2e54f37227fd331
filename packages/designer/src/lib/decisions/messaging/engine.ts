import { answerIn } from '../../answer.ts'
import { citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { bytes, duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { channelCapacity } from '../../sizing.ts'
import { isUnattended } from '../core/placement-needs.ts'
import { messaging } from './messaging.ts'
import { brokerCapacity, laterWork } from './needs.ts'

/**
 * Which product carries the messages that the design keeps; asked where it keeps any. It turns with the kind of
 * channel, whose flips are the flips of both.
 */
export const engine: Question = {
  key: 'messaging.engine',
  area: 'messaging',
  question: 'Which engine carries the messages?',
  weights: { fit: 3, capacity: 2, simplicity: 2 },
  varies: [],
  asks: { kafka: 'Kafka', rabbitmq: 'RabbitMQ', nats: 'NATS JetStream' },
  choices: (situation, chosen) => {
    if (chosen !== 'PostgreSQL') return { messaging_engine: inWords[chosen] }
    return laterWork(situation).length > 0 ? { messaging_engine: 'db-backed' } : {}
  },
  judge,
  explain,
}

const inWords: Readonly<Record<string, string>> = {
  RabbitMQ: 'rabbitmq-like',
  Kafka: 'kafka-like',
  'NATS JetStream': 'kafka-like',
  'the queue of the cloud provider': 'rabbitmq-like',
}

function judge(situation: Situation): Candidate[] {
  const kind = answerIn(situation, messaging)
  const rate = situation.totals.eventsPerSecond
  const log = kind === 'outbox and an event stream'
  const inDatabase = kind === 'outbox and a PostgreSQL channel'
  const small = outIf(
    inDatabase,
    () =>
      `${frequency(rate, 'events')} need no second system; PostgreSQL passes on ${frequency(channelCapacity, 'events')}`,
  )
  const windows = situation.signals.any('windows', 'replay', 'many-readers', 'archive')
  const unattended = isUnattended(situation)
  return [
    {
      name: 'PostgreSQL',
      scores: { fit: 1, capacity: comfort(channelCapacity, rate), simplicity: 1 },
      ruledOut: outIf(
        !inDatabase,
        () => `${frequency(rate, 'events')} are not to pass through one database`,
      ),
    },
    {
      name: 'RabbitMQ',
      scores: {
        fit: 1,
        capacity: comfort(brokerCapacity, rate),
        simplicity: unattended ? 0.3 : 0.6,
      },
      ruledOut:
        small ?? outIf(log, () => 'a queue is empty once it is read: 0 s of past to read again'),
    },
    {
      name: 'Kafka',
      scores: {
        fit: log && windows ? 1 : 0.8,
        capacity: comfort(figure('stream.kafka') / 2, rate),
        simplicity: unattended ? 0.2 : 0.4,
      },
      ruledOut:
        small ??
        outIf(!log, () => 'work and notices need 1 acknowledgement each, not 1 place in a log'),
    },
    {
      name: 'NATS JetStream',
      scores: {
        fit: 0.7,
        capacity: comfort(figure('broker.nats') / 2, rate),
        simplicity: unattended ? 0.4 : 0.7,
      },
      ruledOut:
        small ??
        outIf(
          rate > figure('broker.nats') / 2,
          () => `${frequency(rate, 'events')} exceed ${show(figure('broker.nats') / 2)}`,
        ),
    },
    {
      name: 'the queue of the cloud provider',
      scores: { fit: 0.8, capacity: 1, simplicity: unattended ? 1 : 0.5 },
      ruledOut: small ?? outIf(log, () => 'it keeps a message until 1 consumer took it'),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const rate = situation.totals.eventsPerSecond
  const kept = figure('stream.retention')
  const log = answerIn(situation, messaging) === 'outbox and an event stream'
  return {
    answer: `${capital(chosen)} for ${frequency(rate, 'events')} at the peak`,
    because: [
      {
        text: `Half of the published rates: PostgreSQL ${show(channelCapacity)}, three RabbitMQ nodes ${show(brokerCapacity)}, NATS JetStream ${show(figure('broker.nats') / 2)}, Kafka ${frequency(figure('stream.kafka') / 2, 'messages')}`,
        from: [
          ...citeLoad(situation),
          'channel.postgres',
          'broker.rabbitmq',
          'broker.nodes',
          'broker.nats',
          'stream.kafka',
        ],
      },
      ...(log
        ? [
            {
              text: `Kept ${duration(kept)}, ${frequency(rate, 'events')} of 250 bytes are ${bytes(rate * kept * 250)} before copies`,
              from: ['stream.retention', 'L-events'],
            },
          ]
        : []),
    ],
    consequences: [
      chosen === 'PostgreSQL'
        ? 'Modules publish and hear through their contracts and know no engine'
        : `Modules publish and hear through their contracts and know no engine; the built project carries their events over PostgreSQL until a relay to ${chosen} is added`,
      chosen === 'PostgreSQL'
        ? 'Backed up, watched and upgraded with the database that is there already'
        : 'Three nodes, or a managed service, with their own alarms, upgrades and restore drill',
    ],
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
