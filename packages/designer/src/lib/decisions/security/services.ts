import { answerIn } from '../../answer.ts'
import { citeTeam } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { topology } from '../core/topology.ts'

/** Whether parts of this system call each other over a network. */
export const hasServices = (situation: Situation): boolean =>
  answerIn(situation, topology) === 'microservices' || situation.signals.any('many-services')

/** How one service knows another. */
export const services: Question = {
  key: 'identity.services',
  area: 'security',
  question: 'How does one service know another, and for whom it asks?',
  weights: { strength: 3, simplicity: 2 },
  varies: [],
  choices: (_, chosen) => ({ auth: { authn: chosen.startsWith('mutual') ? ['mtls'] : [] } }),
  judge: (situation) => {
    const many = situation.signals.any('many-services', 'secure', 'asks authentication')
    return [
      {
        name: 'mutual TLS between services, and the caller’s token passed on',
        scores: { strength: 1, simplicity: many ? 0.7 : 0.3 },
      },
      {
        name: 'short signed tokens, one audience each',
        scores: { strength: 0.7, simplicity: 0.8 },
      },
      {
        name: 'one shared secret',
        scores: { strength: 0.3, simplicity: 1 },
        ruledOut: outIf(many, () => 'whoever has it may speak for every service'),
      },
      {
        name: 'trust in the network',
        scores: { strength: 0, simplicity: 1 },
        ruledOut: 'one service broken into would be all of them',
      },
    ]
  },
  explain: (situation, chosen) => {
    const { length } = situation.modules
    // A brief about one concern names one module of a landscape that has many.
    const each = length > 1 ? `Each of ${length} services` : 'Each service'
    const pairs =
      length > 1
        ? `${length} services are ${length * (length - 1)} pairs, each`
        : 'Each pair of services is'
    const hours = figure('certificate.workload')
    const mutual = chosen.startsWith('mutual')
    return {
      answer: mutual
        ? `${each} holds a certificate of ${hours} h by its own name; the caller’s token travels with the call and is checked again by each`
        : `${each} signs a token of 1 min for the service it calls, and passes the caller’s token on`,
      because: [
        {
          text: `${pairs} allowed by name or denied: no address is trusted for being inside`,
          from: citeTeam(situation),
        },
        {
          text: `A certificate of ${hours} h is renewed by the platform, so a stolen one ends by itself`,
          from: ['certificate.workload'],
        },
      ],
      consequences: [
        'Each service checks signature, issuer, audience and expiry by the published keys; it asks nobody for that, and the entrance is not the only guard',
        'The token of a person is exchanged for one with the audience and scopes of the next service (RFC 8693), so no service can replay it elsewhere',
        'What a job does without a caller it does under the name of its service, with rights of its own',
        'A list of which service may call which operation is kept beside the contracts and tested pair by pair',
      ],
    }
  },
}
