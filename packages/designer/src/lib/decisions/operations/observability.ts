import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { percent, show } from '../../figures.ts'

/** What is recorded about each call. */
export const observability: Question = {
  key: 'observability',
  area: 'operations',
  question: 'What is recorded about each call?',
  weights: { insight: 3, cost: 2, simplicity: 1 },
  varies: [],
  judge: () => [
    {
      name: 'metrics, structured logs and sampled traces at the operation',
      scores: { insight: 1, cost: 0.8, simplicity: 0.7 },
    },
    {
      name: 'every library instrumented, every trace kept',
      scores: { insight: 1, cost: 0.2, simplicity: 0.6 },
    },
    { name: 'logs only', scores: { insight: 0.4, cost: 0.7, simplicity: 1 } },
  ],
  explain: (situation) => {
    const { callsPerSecond } = situation.totals
    const kept = Math.min(1, tracesPerSecond / Math.max(1e-9, callsPerSecond))
    return {
      answer: `OpenTelemetry at the operation: rate, errors, duration for ${situation.brief.operations.length} operations, and ${percent(kept)} of the traces besides all errors and slow calls`,
      because: [
        {
          text: `${show(callsPerSecond)} calls/s would be ${show(callsPerSecond * 86_400)} traces a day; ${tracesPerSecond}/s show the shape of the traffic`,
          from: citeLoad(situation),
        },
      ],
      consequences: [
        'One correlation id runs through logs, traces, events and the provider’s metadata',
        'Personal fields are marked in the contract and never reach a log',
        'Pools, the event loop, the age of the outbox and sagas waiting are metrics with alerts of their own',
      ],
    }
  },
}

const tracesPerSecond = 10
