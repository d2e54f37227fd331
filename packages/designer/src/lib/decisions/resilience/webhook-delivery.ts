import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'

/** Pause before each attempt to deliver a message, in seconds, as rule "webhook.attempts" states them. */
export const deliveryPauses: readonly number[] = [
  0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
]

const lasting = 'a row for each delivery, growing pauses over days, then set aside'

/** What happens to a message whose receiver is away. */
export const webhookDelivery: Question = {
  key: 'webhooks.delivery',
  area: 'resilience',
  question: 'What happens to a message whose receiver is slow, failing or gone?',
  weights: { delivery: 3, containment: 2, simplicity: 1 },
  varies: [],
  asks: { retry: lasting },
  choices: () => ({ resilience: ['retry', 'timeout', 'dlq', 'idempotency'] }),
  judge: () => [
    {
      name: lasting,
      scores: { delivery: 1, containment: 1, simplicity: 0.6 },
    },
    {
      name: 'a few attempts within the call',
      scores: { delivery: 0.3, containment: 0.2, simplicity: 1 },
    },
    {
      name: 'receivers fetch a list of events',
      scores: { delivery: 0.8, containment: 1, simplicity: 0.7 },
    },
  ],
  explain: (situation) => {
    const span = deliveryPauses.reduce((sum, pause) => sum + pause, 0)
    const word = situation.signals.of('webhooks', 'asks webhooks', 'signed-messages')[0]
    const { eventsPerSecond } = situation.totals
    return {
      answer: `${figure('webhook.attempts')} attempts over ${duration(span)}, ${figure('webhook.timeout')} s each, from a queue for each endpoint; then a dead letter that can be sent again`,
      because: [
        {
          text: `${word ? `${quote(situation, word)}: ` : ''}a receiver’s release takes minutes and its outage a weekend; ${duration(span)} outlast both, and most messages arrive at the first of ${figure('webhook.attempts')} attempts`,
          from: ['webhook.attempts', 'webhook.timeout'],
        },
        {
          text: `${frequency(eventsPerSecond, 'events')} held for ${figure('webhook.timeout')} s by a silent receiver would be ${show(Math.ceil(eventsPerSecond * figure('webhook.timeout')))} open calls: they are its own and nobody else’s`,
          from: citeLoad(situation),
        },
      ],
      consequences: [
        'The delivery is written in the transaction of the event, so an accepted change is always told; a worker takes due rows with SKIP LOCKED, from each endpoint’s lane in turn',
        'Only 2xx counts. 410 disables the endpoint at once; 429 and 503 move the next attempt to Retry-After; every other answer takes the next pause, drawn evenly from 0 to twice its length',
        `An endpoint that failed every attempt for ${figure('webhook.disable')} days is disabled and its owner told; on its return the owner chooses from when to send again`,
        'Order is not promised: the message carries the version of the record, and the receiver keeps the higher',
        'The owner sees each attempt with its status and the first kilobyte of the answer, and can repeat one or all since a time',
      ],
    }
  },
}
