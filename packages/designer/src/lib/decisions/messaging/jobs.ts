import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { channelCapacity } from '../../sizing.ts'

/** Where work that nobody waits for runs. */
export const jobs: Question = {
  key: 'jobs',
  area: 'messaging',
  question: 'Where does work run that nobody waits for?',
  weights: { safety: 3, simplicity: 3, capacity: 1 },
  varies: [],
  judge: () => [
    { name: 'a queue in PostgreSQL', scores: { safety: 1, simplicity: 0.9, capacity: 0.6 } },
    { name: 'a queue in Redis', scores: { safety: 0.6, simplicity: 0.5, capacity: 1 } },
    {
      name: 'timers in the process',
      scores: { safety: 0.1, simplicity: 1, capacity: 0.6 },
      ruledOut: 'a restart would forget them',
    },
  ],
  explain: (situation) => ({
    answer: `A queue in PostgreSQL, claimed by any replica: ${show(situation.totals.eventsPerSecond)} jobs/s against ${show(channelCapacity)}`,
    because: [
      {
        text: `${show(situation.totals.eventsPerSecond)} pieces of work a second at the peak`,
        from: [...citeLoad(situation), 'L-events', 'channel.postgres'],
      },
    ],
    consequences: [
      'A job is enqueued in the transaction that wants it',
      'Each job has attempts with backoff and a dead letter that can be replayed',
    ],
  }),
}
