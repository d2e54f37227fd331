import { answerIn } from '../../answer.ts'
import { citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { lanesFor, perLane } from '../../message-lanes.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { messaging } from './messaging.ts'

/** In which order messages arrive, and who shares them. */
export const order: Question = {
  key: 'messaging.order',
  area: 'messaging',
  question: 'In which order are messages handled, and how are they shared among consumers?',
  weights: { correctness: 3, throughput: 2, simplicity: 1 },
  varies: ['load'],
  choices: (situation, chosen) => ({
    scaling:
      chosen === byKey && isLog(situation) && situation.signals.any('ordering')
        ? ['partitioning:key']
        : [],
  }),
  judge,
  explain,
}

const byKey = 'in order for each key, many keys at once'

const isLog = (situation: Situation) =>
  answerIn(situation, messaging) === 'outbox and an event stream'

function judge(situation: Situation): Candidate[] {
  const { totals, signals } = situation
  const rate = totals.eventsPerSecond
  const ordered = signals.any('ordering', 'telemetry', 'trading', 'ledger', 'messaging')
  return [
    {
      name: byKey,
      scores: { correctness: 1, throughput: 0.9, simplicity: 0.7 },
    },
    {
      name: 'any order, whoever is free',
      scores: { correctness: ordered ? 0.3 : 0.7, throughput: 1, simplicity: 1 },
    },
    {
      name: 'one order for everything',
      scores: { correctness: 1, throughput: 0.1, simplicity: 0.8 },
      ruledOut: outIf(
        rate > perLane,
        () =>
          `one consumer at a time handles ${frequency(perLane, 'messages')}; the peak has ${show(rate)}`,
      ),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals } = situation
  const lanes = lanesFor(totals.eventsPerSecond)
  const log = isLog(situation)
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${frequency(totals.eventsPerSecond, 'messages')} over ${lanes} lane${lanes === 1 ? '' : 's'}`,
    because: [
      {
        text: `A handler that commits takes about ${show(1000 / perLane)} ms, so one lane does ${frequency(perLane, 'messages')}, and the peak of ${show(totals.eventsPerSecond)} needs ${lanes} at ${show(50)} % use`,
        from: [...citeLoad(situation), 'L-events', 'work.commit.wait', 'work.statement.database'],
      },
    ],
    consequences: [
      'The key is the id of the thing that changed: what happened to one order is heard in order, two orders do not wait for each other',
      log
        ? 'One consumer group per module that listens; within it each partition has one reader at a time'
        : 'Each module that listens has a queue of its own (publish and subscribe); its replicas compete for what is in it',
      'A handler never relies on the order across keys; a gap or a repeat is seen by the version in the message',
      'Questions and answers are calls with a deadline, not messages; a reply is awaited by its correlation id only where work is long',
      'Messages are routed by topic and type; a rule on their content belongs to the module that knows the content',
    ],
  }
}
