import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { duration, frequency, show } from '../../figures.ts'
import { replicasOf } from '../../fleet.ts'
import { lanesFor } from '../../message-lanes.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { channelCapacity } from '../../sizing.ts'
import { topology } from '../core/topology.ts'
import { messaging } from './messaging.ts'
import { laterWork } from './needs.ts'

/** Where work that nobody waits for runs. */
export const jobs: Question = {
  key: 'jobs',
  area: 'messaging',
  question: 'Where does work run that nobody waits for?',
  weights: { safety: 3, simplicity: 3, capacity: 1 },
  varies: [],
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const { totals, signals } = situation
  const rate = totals.eventsPerSecond
  const broker = answerIn(situation, messaging) === 'outbox and a message broker'
  const functions = answerIn(situation, topology) === 'serverless'
  const replicas = replicasOf(situation)
  const modest = signals.any('proof-of-concept') && laterWork(situation).length === 0
  return [
    {
      name: 'a queue in PostgreSQL',
      scores: { safety: 1, simplicity: 0.9, capacity: comfort(channelCapacity, rate) },
      ruledOut:
        outIf(
          rate > channelCapacity,
          () => `${show(rate)} pieces of work a second exceed ${show(channelCapacity)}`,
        ) ??
        outIf(functions, () => 'functions have no worker that stays to claim 1 row after another'),
    },
    {
      name: 'queues of the broker',
      scores: { safety: 0.9, simplicity: 0.8, capacity: 1 },
      ruledOut: outIf(!broker, () => '0 brokers are part of the design'),
    },
    {
      name: 'the queue and timer of the cloud provider',
      scores: { safety: 0.9, simplicity: functions ? 1 : 0.6, capacity: 1 },
      ruledOut: outIf(
        !functions,
        () => `${replicas} replica${replicas === 1 ? ' is' : 's are'} there already to claim work`,
      ),
    },
    { name: 'a queue in Redis', scores: { safety: 0.6, simplicity: 0.5, capacity: 1 } },
    {
      name: 'timers in the process',
      scores: { safety: modest ? 0.8 : 0.1, simplicity: 1, capacity: 0.6 },
      ruledOut: outIf(!modest, () => 'a restart would forget them'),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const rate = situation.totals.eventsPerSecond
  const lanes = lanesFor(rate)
  const words = laterWork(situation).slice(0, 3)
  const batch = situation.signals.any('batch', 'reporting', 'import-export')
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}, claimed by any replica: ${frequency(rate, 'jobs')} against ${frequency(channelCapacity, 'jobs')}`,
    because: [
      {
        text: `${show(rate)} pieces of work a second at the peak: ${lanes} worker${lanes === 1 ? '' : 's'} at a time keep up at half of their use`,
        from: [...citeLoad(situation), 'L-events', 'channel.postgres'],
      },
      ...words.map((word) => ({
        text: `The brief has work for later: ${quote(situation, word)}`,
        from: [],
      })),
    ],
    consequences: [
      'A job is enqueued in the transaction that wants it, so neither exists without the other',
      `Each job has ${figure('job.attempts')} attempts over ${duration(figure('job.span'))} and a dead letter that can be replayed; it may run twice and must bear that`,
      'Priority: what a person waits for goes before mail, mail before sums; what has been due for a minute goes first, so that none starves, and tenants take turns',
      'What starts at set times is claimed by 1 replica by the database’s clock; a missed start runs once when the process is back',
      ...(batch
        ? [
            'Bulk work goes in portions of some 1,000 rows with a mark of how far it is: it can be stopped, goes on after a crash, and reads a replica where there is one',
          ]
        : []),
    ],
  }
}
