import { citeLoad } from '../../citations.ts'
import type { Candidate, ChoicePart, Explanation, Question } from '../../decision.ts'
import { duration, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { channelCapacity } from '../../sizing.ts'

/** How modules tell one another what happened. */
export const messaging: Question = {
  key: 'messaging',
  area: 'messaging',
  question: 'How do modules tell one another what happened?',
  weights: { safety: 3, simplicity: 3, capacity: 2, replay: 1 },
  varies: ['load'],
  asks: { kafka: 'outbox and an event stream', rabbitmq: 'outbox and a message broker' },
  choices: (_, chosen) => inWords[chosen] ?? {},
  judge,
  explain,
}

const inWords: Readonly<Record<string, ChoicePart>> = {
  'outbox and a PostgreSQL channel': { messaging: ['job-queue'], messaging_engine: 'db-backed' },
  'outbox and a message broker': { messaging: ['broker-queue'], messaging_engine: 'rabbitmq-like' },
  'outbox and an event stream': { messaging: ['event-stream'], messaging_engine: 'kafka-like' },
}

function judge({ totals, signals, modules }: Situation): Candidate[] {
  const rate = totals.eventsPerSecond
  const broker = figure('broker.rabbitmq') / 2
  const replay = signals.any(
    'replay',
    'many-readers',
    'windows',
    'asks kafka',
    'asks event-sourcing',
  )
  const ofMany = modules.length > 1 || rate > 1
  return [
    {
      name: 'none',
      scores: { safety: 0.4, simplicity: 1, capacity: 1, replay: 0 },
      ruledOut: outIf(
        ofMany && rate > 0,
        () => `${show(rate)} events/s have to survive a crash between the change and its telling`,
      ),
    },
    {
      name: 'outbox and a PostgreSQL channel',
      scores: {
        safety: 1,
        simplicity: 0.9,
        capacity: comfort(channelCapacity, rate),
        replay: replay ? 0 : 0.5,
      },
      ruledOut: outIf(
        rate > channelCapacity,
        () =>
          `${show(rate)} events/s exceed the ${show(channelCapacity)} that a busy PostgreSQL passes on`,
      ),
    },
    {
      name: 'outbox and a message broker',
      scores: {
        safety: 1,
        simplicity: 0.45,
        capacity: comfort(broker, rate),
        replay: replay ? 0 : 0.5,
      },
      ruledOut: outIf(
        rate > broker,
        () => `${show(rate)} events/s exceed the ${show(broker)} of a broker with confirms`,
      ),
    },
    {
      name: 'outbox and an event stream',
      scores: { safety: 1, simplicity: 0.2, capacity: 1, replay: replay ? 1 : 0.5 },
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals } = situation
  const rate = totals.eventsPerSecond
  const backlog = figure('channel.backlog')
  return {
    answer: `${capital(chosen)}: ${show(rate)} events/s at the peak; PostgreSQL passes on ${show(channelCapacity)}`,
    because: [
      {
        text: `${show(rate)} events/s at the peak against ${show(channelCapacity)}, half of the published ${show(figure('channel.postgres'))}, because the same database serves the requests`,
        from: [...citeLoad(situation), 'L-events', 'channel.postgres'],
      },
      {
        text: `A backlog slows it from about ${show(backlog)} pending rows: ${rate > 0 ? duration(backlog / rate) : 'never'} of stopped consumers at the peak`,
        from: ['channel.backlog'],
      },
      {
        text: 'The event commits in 1 transaction with the change it tells of; a broker would still need that same outbox in front of it',
        from: [],
      },
    ],
    consequences: [
      'Delivery is at least once; an inbox row in the consumer’s own transaction makes the effect happen once',
      'Consumers claim rows by state with SKIP LOCKED; the wake-up is sent outside the writing transaction, since NOTIFY locks at commit',
      'Alert on the age of the oldest unsent event, not on their number',
      'A broker later is a change of the channel’s wiring; contracts and handlers stay',
    ],
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
