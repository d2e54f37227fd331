import type { Question } from '../../decision.ts'
import { frequency } from '../../figures.ts'

/** How programs of others hear of events. */
export const webhookApi: Question = {
  key: 'api.webhooks',
  area: 'api',
  question: 'How do systems of others hear of events?',
  weights: { prompt: 2, reach: 2, robust: 2 },
  varies: [],
  asks: { webhooks: 'webhooks, signed and retried' },
  choices: (_, chosen) =>
    chosen.startsWith('webhooks') ? { api_public: ['webhook'], special: ['hmac-signatures'] } : {},
  judge: () => [
    { name: 'webhooks, signed and retried', scores: { prompt: 1, reach: 1, robust: 0.8 } },
    { name: 'a feed of events to be read', scores: { prompt: 0.4, reach: 0.9, robust: 1 } },
    { name: 'a broker opened to others', scores: { prompt: 1, reach: 0.3, robust: 0.7 } },
  ],
  explain: ({ totals }) => ({
    answer: `Webhooks: ${frequency(totals.eventsPerSecond, 'events')} at the peak, each sent to every subscriber that asked for its kind, signed with the subscriber’s secret`,
    because: [
      {
        text: `A receiver needs 1 HTTP address and no library; ${frequency(totals.eventsPerSecond, 'events')} times the subscribers is what asking again would cost in vain`,
        from: ['L-events'],
      },
    ],
    consequences: [
      'Subscriptions are resources: address, kinds of event, secret; a ping tells at once whether an address works',
      'The signature covers id, time and body; the receiver refuses old times and answers a repeated id with 200',
      'What an endpoint missed is in its log, and is sent again when its owner asks',
      'Addresses that lead into our own network are refused, also after a redirect or a change of DNS',
    ],
  }),
}
