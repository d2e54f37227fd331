import { citeLoad } from '../citations.ts'
import type { Question } from '../decision.ts'
import { show } from '../figures.ts'
import { outIf } from '../score.ts'
import { limitRates } from '../sections/limits.ts'

/** How callers are held to their share. */
export const rateLimits: Question = {
  key: 'limits',
  area: 'security',
  question: 'How is each caller held to a fair share?',
  weights: { accuracy: 2, burst: 2, cost: 1 },
  varies: [],
  judge: () => [
    { name: 'token bucket (GCRA)', scores: { accuracy: 0.9, burst: 1, cost: 1 } },
    { name: 'sliding window', scores: { accuracy: 1, burst: 0.5, cost: 0.6 } },
    {
      name: 'fixed window',
      scores: { accuracy: 0.4, burst: 0.4, cost: 1 },
      ruledOut: outIf(true, () => 'twice the limit passes at each edge of the window'),
    },
    {
      name: 'none',
      scores: { accuracy: 0, burst: 0, cost: 1 },
      ruledOut: 'a public interface without a limit is its own outage',
    },
  ],
  explain: (situation) => {
    const rates = limitRates(situation)
    return {
      answer: `Token buckets: ${show(rates.readPrincipal)} reads/s and ${show(rates.writePrincipal)} writes/s per signed-in caller; per address for guests`,
      because: [
        {
          text: `A person opens 1 page a second of up to ${rates.callsPerPage} calls, so ${show(rates.readPrincipal)} reads/s never meet a person and stop a program`,
          from: [],
        },
        {
          text: `Many guests share an address (a company, a mobile carrier, a proxy), so one address may carry twice the whole peak of its class: ${show(rates.readAddress)} reads/s, ${show(rates.writeAddress)} writes/s, ${show(rates.authAddress)} sign-ins/s`,
          from: [...citeLoad(situation), 'L-limit-read', 'L-limit-write', 'L-limit-auth'],
        },
      ],
      consequences: [
        'A bucket is one number per caller; 429 carries the exact Retry-After',
        'When the store of the buckets is down, reading and writing pass and sign-in is refused',
        'The address is taken from the balancer’s own header and never from one the caller sends',
      ],
    }
  },
}
