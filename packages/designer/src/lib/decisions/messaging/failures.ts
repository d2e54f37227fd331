import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { laterWork } from './needs.ts'

/** What becomes of a message or a job that fails. */
export const failures: Question = {
  key: 'messaging.failures',
  area: 'messaging',
  question: 'What becomes of a message or a job that fails?',
  weights: { safety: 3, flow: 2, simplicity: 1 },
  varies: [],
  choices: (situation) => {
    const work = laterWork(situation).some((word) => word !== 'notifications')
    const kept = situation.signals.any('no-loss', 'unreliable-outside', 'webhooks', 'integration')
    return { resilience: [...(work ? ['retry'] : []), ...(kept && work ? ['dlq'] : [])] }
  },
  judge: ({ totals }) => [
    {
      name: 'tried again with growing pauses, then set aside',
      scores: { safety: 1, flow: 1, simplicity: 0.8 },
    },
    {
      name: 'tried again until it succeeds',
      scores: { safety: 0.7, flow: 0.2, simplicity: 1 },
      ruledOut: outIf(
        totals.eventsPerSecond > 1,
        () =>
          `one poisoned message would keep its lane from ${show(totals.eventsPerSecond)} others a second`,
      ),
    },
    {
      name: 'dropped after the first failure',
      scores: { safety: 0, flow: 1, simplicity: 1 },
      ruledOut: 'an outage of a second would lose what was accepted',
    },
  ],
  explain: (situation) => {
    const span = figure('job.span')
    const attempts = figure('job.attempts')
    const rate = situation.totals.eventsPerSecond
    return {
      answer: `${attempts} attempts with growing, jittered pauses over ${duration(span)}, then a dead letter that can be looked at and sent again`,
      because: [
        {
          text: `Waits of e¹ to e⁹ s add up to ${duration(span)}: an outage shorter than that loses nothing and needs nobody`,
          from: ['job.attempts', 'job.span'],
        },
        {
          text: `If every consumer fails for that long, ${show(rate * span)} messages wait; the queue slows from ${show(figure('channel.backlog'))} rows, so the alarm on age rings first`,
          from: [...citeLoad(situation), 'L-events', 'channel.backlog'],
        },
      ],
      consequences: [
        'What can never succeed (unknown type, invalid body) is set aside at once, not tried again',
        'A dead letter keeps the message, the error and the trace; sending it again is safe, since its effect is recorded by its id',
        'Alert on any dead letter, and on the age of the oldest message that waits',
      ],
    }
  },
}
