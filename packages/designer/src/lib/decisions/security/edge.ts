import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, duration, frequency } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** What a browser may do with the interface. */
export const browsers: Question = {
  key: 'edge.browsers',
  area: 'security',
  question: 'What is a browser told, so that other pages cannot misuse it?',
  weights: { safety: 3, simplicity: 2 },
  varies: [],
  judge: ({ signals }) => {
    const apart = signals.any('many-client-kinds', 'asks bff', 'program-clients', 'static-content')
    return [
      {
        name: 'one origin, strict headers, no cross-origin access',
        scores: { safety: 1, simplicity: apart ? 0.3 : 1 },
      },
      {
        name: 'a list of origins that may call, strict headers',
        scores: { safety: 0.9, simplicity: 0.7 },
      },
      {
        name: 'any origin may call',
        scores: { safety: 0.2, simplicity: 1 },
        ruledOut: 'any page could read what its visitor may read here',
      },
    ]
  },
  explain: (_, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: scripts from our own origin only, no frames, HTTPS for a year`,
    because: [
      {
        text: `A browser remembers the answer to a preflight for ${duration(figure('preflight.cache'))} at most, so each client pays 1 more request in that time and not 1 in every call`,
        from: ['preflight.cache'],
      },
    ],
    consequences: [
      "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none' – and a nonce for each inline script, so what is injected does not run",
      'Strict-Transport-Security: max-age=31536000; X-Content-Type-Options: nosniff; Referrer-Policy: no-referrer',
      'Cookies are HttpOnly, Secure and SameSite; a command that a cookie alone could carry also asks for a header that other sites cannot send',
      'Credentials are allowed for listed origins only, never together with a wildcard',
    ],
  }),
}

/** What keeps floods away from the processes. */
export const floods: Question = {
  key: 'edge.floods',
  area: 'security',
  question: 'What stops a flood before it reaches the processes?',
  weights: { protection: 2, simplicity: 3 },
  varies: [],
  judge: ({ signals }) => {
    const bought = signals.any('abuse', 'crowd', 'high-traffic', 'global', 'asks cdn')
    return [
      {
        name: 'the provider’s always-on protection, and our own limits',
        scores: { protection: bought ? 0.3 : 0.7, simplicity: 1 },
      },
      {
        name: 'a content network with a firewall in front',
        scores: { protection: 1, simplicity: bought ? 0.7 : 0.4 },
      },
      {
        name: 'nothing',
        scores: { protection: 0, simplicity: 1 },
        ruledOut: outIf(true, () => 'a single machine can send more than all replicas can refuse'),
      },
    ]
  },
  explain: (situation, chosen) => {
    const word = situation.signals.of('abuse', 'crowd', 'high-traffic', 'global')[0]
    const rate = situation.totals.publicCallsPerSecond
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: beyond ${frequency(2 * rate, 'calls')}, twice the peak, calls are refused outside or shed inside`,
      because: [
        {
          text: word
            ? `The brief says ${quote(situation, word)}: what is not ours to answer has to end before it uses one of our sockets, at ${frequency(rate, 'wanted calls')}`
            : `At ${frequency(rate, 'calls')} the limits per caller and shedding protect the work; protection of the network layer comes with the provider’s balancer`,
          from: citeLoad(situation),
        },
        {
          text: `A firewall looks back ${duration(figure('flood.window'))} and limits near its number, so it is set at ten times a person’s need and the exact limit stays inside`,
          from: ['flood.window'],
        },
      ],
      consequences: [
        'The processes accept connections from the balancer only; their own addresses are not public',
        `A request has ${duration(figure('deadline.request'))} to arrive whole, so slow senders hold no place`,
        ...(chosen.startsWith('a content')
          ? [
              'Rules count by address and by token; a challenge comes before a refusal, because an office is one address',
            ]
          : [
              'The day a flood passes the balancer, a firewall is switched on in front: a name changes, no code',
            ]),
      ],
    }
  },
}

/** What happens to what a caller sends before it is believed. */
export const input: Question = {
  key: 'input',
  area: 'security',
  question: 'What happens to input before it is believed?',
  weights: { safety: 3, simplicity: 2 },
  varies: [],
  judge: () => [
    {
      name: 'checked at the door against the schema of its operation',
      scores: { safety: 1, simplicity: 1 },
    },
    { name: 'checked in each handler', scores: { safety: 0.5, simplicity: 0.6 } },
    { name: 'cleaned by a firewall', scores: { safety: 0.3, simplicity: 0.7 } },
  ],
  explain: (situation: Situation) => ({
    answer: `The contract’s schema of each of ${situation.brief.operations.length} operations refuses what it does not list; bodies over ${bytes(figure('body.limit'))} are not read`,
    because: [
      {
        text: `1 definition gives the check, the documentation and the tests; a field nobody listed cannot reach a query`,
        from: ['body.limit'],
      },
    ],
    consequences: [
      'Unknown fields are refused, so nobody sets a role or a price by sending it',
      'SQL takes values as parameters only; a name that comes from outside is looked up in a list first',
      'Text is kept as it came and encoded where it is shown; files are checked by content and served from another origin',
      'Addresses that a caller gives us to call are resolved and refused when they are private, at registration and at each call',
    ],
  }),
}
