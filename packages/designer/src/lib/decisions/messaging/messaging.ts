import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, ChoicePart, Explanation, Question, Reason } from '../../decision.ts'
import { counted, duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { channelCapacity } from '../../sizing.ts'
import { isApart as runsApart, topology } from '../core/topology.ts'
import { brokerCapacity, laterWork, listenersOf, logNeeds, toldBetweenModules } from './needs.ts'

/** How modules tell one another what happened, and how work waits for its turn. */
export const messaging: Question = {
  key: 'messaging',
  area: 'messaging',
  question: 'How do modules tell one another what happened?',
  weights: { safety: 3, simplicity: 3, capacity: 2, replay: 1 },
  varies: ['load', 'teams'],
  asks: {
    kafka: 'outbox and an event stream',
    rabbitmq: 'outbox and a message broker',
    nats: 'outbox and a message broker',
  },
  choices: inWords,
  judge,
  explain,
}

/** An outbox that modules of one process empty is no queue to its users; work that waits in it is. */
function inWords(situation: Situation, chosen: string): ChoicePart {
  const work = laterWork(situation).length > 0
  if (chosen === 'outbox and a message broker') return { messaging: ['broker-queue'] }
  if (chosen === 'outbox and an event stream') return { messaging: ['event-stream'] }
  return chosen !== 'none' && work ? { messaging: ['job-queue'] } : {}
}

/** Parts of a brief from which direct paths between services outnumber those over a broker. */
const manyParts = 3

function judge(situation: Situation): Candidate[] {
  const { totals } = situation
  const rate = totals.eventsPerSecond
  const log = logNeeds(situation)
  const forgets = outIf(
    log.length > 0,
    () => `what is read for ${log.join(', ')} must stay after it is delivered; a queue forgets it`,
  )
  const work = laterWork(situation).length > 0
  const replay = log.length > 0 ? 0 : 0.5
  return [
    {
      name: 'none',
      scores: { safety: 1, simplicity: 1, capacity: 1, replay },
      ruledOut: untold(situation),
    },
    {
      name: 'outbox and a PostgreSQL channel',
      scores: {
        safety: 1,
        simplicity: 0.9,
        capacity: comfort(channelCapacity, rate),
        replay,
      },
      ruledOut:
        outIf(
          rate > channelCapacity,
          () =>
            `${frequency(rate, 'events')} exceed the ${frequency(channelCapacity, 'events')} that a busy PostgreSQL passes on`,
        ) ??
        apartFrom(situation) ??
        forgets,
    },
    {
      name: 'outbox and a message broker',
      scores: { safety: 1, simplicity: 0.45, capacity: comfort(brokerCapacity, rate), replay },
      ruledOut:
        outIf(
          rate > brokerCapacity,
          () =>
            `${frequency(rate, 'events')} exceed the ${frequency(brokerCapacity, 'events')} of three nodes with confirms`,
        ) ?? forgets,
    },
    {
      name: 'outbox and an event stream',
      // A slow task holds up all that follow it in its partition; a queue gives the next one to the next worker.
      scores: { safety: work ? 0.8 : 1, simplicity: 0.2, capacity: 1, replay: 1 - replay },
    },
  ]
}

/** What would be lost or unheard without any channel. */
function untold(situation: Situation): string | undefined {
  const later = laterWork(situation)
  const log = logNeeds(situation)
  const told = toldBetweenModules(situation)
  const listeners = listenersOf(situation)
  const { modules } = situation
  return (
    outIf(
      later.length > 0,
      () =>
        `${quote(situation, later[0] ?? 'tasks')} goes on after the answer and would die with the process`,
    ) ??
    outIf(
      log.length > 0,
      () => `${log.join(', ')}: events are read by others than who wrote them`,
    ) ??
    outIf(
      told.length > 0,
      () =>
        `${quote(situation, told[0] ?? 'no-loss')} holds between ${modules.length} modules, also over a crash`,
    ) ??
    outIf(
      listeners.length > 0,
      () =>
        `${listeners.join(', ')} only ${listeners.length === 1 ? 'hears' : 'hear'}: nobody calls`,
    )
  )
}

/** Why one database cannot carry the messages of parts that run apart. */
function apartFrom(situation: Situation): string | undefined {
  const { modules } = situation
  const kind = answerIn(situation, topology)
  const count = modules.length
  return (
    outIf(
      kind === 'serverless',
      () => 'functions have no worker that stays to claim 1 row after another',
    ) ??
    outIf(
      runsApart(situation) && count >= manyParts,
      () =>
        `${count} services would know ${count * (count - 1)} addresses or share one database; over a broker it is ${count} connections`,
    )
  )
}

function explain(situation: Situation, chosen: string): Explanation {
  if (chosen === 'none') return explainNone(situation)
  const { totals } = situation
  const rate = totals.eventsPerSecond
  return {
    answer: `${capital(chosen)}: ${frequency(rate, 'events')} at the peak; PostgreSQL passes on ${frequency(channelCapacity, 'events')}`,
    because: [
      {
        text: `${frequency(rate, 'events')} at the peak against ${frequency(channelCapacity, 'events')}, half of the published ${show(figure('channel.postgres'))}, because the same database serves the requests; three broker nodes pass on ${frequency(brokerCapacity, 'events')}`,
        from: [
          ...citeLoad(situation),
          'L-events',
          'channel.postgres',
          'broker.rabbitmq',
          'broker.nodes',
        ],
      },
      ...needed(situation),
      chosen === 'outbox and a PostgreSQL channel' ? backlog(rate) : price(situation),
      {
        text: 'The event commits in 1 transaction with the change it tells of; a broker would still need that same outbox in front of it',
        from: [],
      },
    ],
    consequences: consequencesOf(chosen),
  }
}

function explainNone(situation: Situation): Explanation {
  const { totals } = situation
  return {
    answer: `None: ${partsOf(situation)}, nobody waits to hear of another, and nothing waits for later`,
    because: [
      {
        text: `${frequency(totals.writesPerSecond, 'writes')} end with their answer: 0 pieces of work are left to be done after it, and 0 modules only hear`,
        from: [...citeLoad(situation), 'L-writes'],
      },
      {
        text: `A broker idles at ${figure('broker.memory')} MiB and has to be watched, patched and backed up like a second database`,
        from: ['broker.memory'],
      },
    ],
    consequences: [
      'A module calls another through its contract, within the call that needs it',
      'The first mail, webhook or export turns this into a queue in the same PostgreSQL, without a new part',
    ],
  }
}

function partsOf(situation: Situation): string {
  const count = situation.modules.length
  if (runsApart(situation)) return `${counted(count, 'service')} ask one another by calls`
  return count === 1 ? '1 module' : `${count} modules in one process call one another`
}

/** The words of the brief that want a channel. */
function needed(situation: Situation): Reason[] {
  const words = [...new Set([...logNeeds(situation), ...laterWork(situation)])].slice(0, 4)
  if (words.length === 0) return []
  const quoted = words.map((word) => quote(situation, word)).join(', ')
  return [
    {
      text: `${words.length} statement${words.length === 1 ? '' : 's'} of the brief ask for it: ${quoted}`,
      from: [],
    },
  ]
}

function backlog(rate: number): Reason {
  const rows = figure('channel.backlog')
  return {
    text: `A backlog slows it from about ${show(rows)} pending rows: ${rate > 0 ? duration(rows / rate) : 'never'} of stopped consumers at the peak`,
    from: ['channel.backlog'],
  }
}

function price({ modules }: Situation): Reason {
  return {
    text: `The price: ${figure('broker.nodes')} nodes to run for ${modules.length} part${modules.length === 1 ? '' : 's'}, and a second system whose loss stops what it carries`,
    from: ['broker.nodes'],
  }
}

function consequencesOf(chosen: string): string[] {
  const each =
    'Delivery is at least once; an inbox row in the consumer’s own transaction makes the effect happen once'
  if (chosen === 'outbox and an event stream') {
    return [
      each,
      'Readers keep their own place in the log; a new one starts at the beginning of what is kept',
      'Order holds within a key; a record that fails is set aside, so that its partition goes on',
    ]
  }
  if (chosen === 'outbox and a message broker') {
    return [
      each,
      'A relay empties the outbox into the broker and marks a row sent only after the broker confirmed it',
      'Alert on the age of the oldest message and on dead letters, not on the number that wait',
    ]
  }
  return [
    each,
    'Consumers claim rows by state with SKIP LOCKED; the wake-up is sent outside the writing transaction, since NOTIFY locks at commit',
    'Alert on the age of the oldest unsent event, not on their number',
    'A broker later is a change of the channel’s wiring; contracts and handlers stay',
  ]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
