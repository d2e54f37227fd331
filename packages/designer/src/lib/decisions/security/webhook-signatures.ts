import { quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'

/** How a receiver knows that a message is ours. */
export const webhookSignatures: Question = {
  key: 'webhooks.signatures',
  area: 'security',
  question: 'How does a receiver know that a message is ours, whole and new?',
  weights: { strength: 2, ease: 3 },
  varies: [],
  choices: (_, chosen) => ({ special: chosen.startsWith('HMAC') ? ['hmac-signatures'] : [] }),
  judge: () => [
    {
      name: 'HMAC-SHA256 with a secret for each endpoint (Standard Webhooks)',
      scores: { strength: 0.8, ease: 1 },
    },
    {
      name: 'Ed25519 signatures and published keys',
      scores: { strength: 1, ease: 0.6 },
    },
    {
      name: 'a secret in the address',
      scores: { strength: 0.1, ease: 1 },
      ruledOut: 'addresses land in logs, and 0 of the body is protected',
    },
  ],
  explain: (situation) => {
    const tolerance = duration(figure('webhook.tolerance'))
    const word = situation.signals.of('signed-messages', 'webhooks', 'asks webhooks')[0]
    return {
      answer: `HMAC-SHA256 over id, time and raw body in three headers; a receiver refuses what is older than ${tolerance} and remembers the ids of that time`,
      because: [
        {
          text: `${word ? `${quote(situation, word)}: ` : ''}signing the time lets a receiver refuse a message repeated after ${tolerance}; signing the id lets it drop one repeated within`,
          from: ['webhook.tolerance'],
        },
      ],
      consequences: [
        'webhook-id: the event’s id, the same in every attempt. webhook-timestamp: seconds. webhook-signature: v1, and the base64 of HMAC-SHA256(secret, id.timestamp.body); several, separated by a space, while a secret is renewed',
        'A secret is 32 random bytes shown once as whsec_…; both the old and the new one sign for 24 h after a change',
        'Receivers compare in constant time and on the raw bytes; a reparsed body no longer matches',
        'Messages name the record and its version and hold no personal data: the receiver fetches what it may see',
      ],
    }
  },
}
