import { answerIn } from '../../answer.ts'
import { citeMix } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { counted, frequency, percent, show } from '../../figures.ts'
import { outIf } from '../../score.ts'
import {
  callsPerPage,
  countsTenants,
  limitRates,
  peopleOfTenant,
  shareOfAddress,
} from '../../sections/limits.ts'
import { type Situation, usableShare } from '../../situation.ts'
import { sizeOf } from '../../sizing.ts'
import { gateway } from '../api/gateway.ts'

/** How callers are held to their share. */
export const rateLimits: Question = {
  key: 'limits',
  area: 'security',
  question: 'How is each caller held to a fair share?',
  weights: { accuracy: 2, burst: 2, cost: 1 },
  varies: [],
  choices: (situation, chosen) => ({
    rate_limit: {
      present: isOpen(situation),
      algorithm: chosen.startsWith('token bucket') ? 'token-bucket' : 'sliding-window',
      where: answerIn(situation, gateway) === 'an API gateway' ? 'gateway' : 'application',
    },
    // Several replicas that hold off misuse share one count of each caller.
    stores:
      situation.signals.any('abuse') && sizeOf(situation).replicas > 1
        ? { counters: 'key-value' }
        : {},
  }),
  judge: () => [
    { name: 'token bucket (GCRA)', scores: { accuracy: 0.9, burst: 1, cost: 1 } },
    { name: 'sliding window', scores: { accuracy: 1, burst: 0.5, cost: 0.6 } },
    {
      name: 'fixed window',
      scores: { accuracy: 0.4, burst: 0.4, cost: 1 },
      ruledOut: outIf(true, () => 'twice the limit passes at each edge of the window'),
    },
    {
      name: 'leaky bucket',
      scores: { accuracy: 0.9, burst: 0.1, cost: 0.8 },
      ruledOut: outIf(
        true,
        () => 'it delays a page of calls that come at once; it is for our calls to others',
      ),
    },
    {
      name: 'none',
      scores: { accuracy: 0, burst: 0, cost: 1 },
      ruledOut: 'a public interface without a limit is its own outage',
    },
  ],
  explain: (situation) => {
    const { auth, read, write } = limitRates(situation)
    const tenants = countsTenants(situation)
    return {
      answer: `Token buckets of ${show(read.perSecond)} reads/s and ${show(write.perSecond)} writes/s per ${tenants ? 'tenant' : 'signed-in caller'}, guests by address, ${counted(auth.perSecond, 'sign-in')} a second per address`,
      because: [
        {
          text: tenants
            ? `${peopleOfTenant} people of one tenant at once need ${show(read.need)} reads/s (pages of ${callsPerPage} calls) and, beside an import, ${show(write.need)} writes/s; a tenant beyond that takes from itself only`
            : `A person needs ${show(read.need)} reads/s (pages of ${callsPerPage} calls) and a staff import ${show(write.need)} writes/s; below that nobody may be held`,
          from: [],
        },
        {
          text: `Guests share the bucket of their address, and a company, a mobile carrier or a proxy is one address: it may carry ${percent(shareOfAddress)} of the peak (${frequency(read.peak, 'reads')}, ${frequency(write.peak, 'writes')}, ${frequency(auth.peak, 'sign-ins')})`,
          from: [...citeMix(situation), 'L-limit-read', 'L-limit-write', 'L-limit-auth'],
        },
      ],
      consequences: [
        'A bucket is one number per caller, exact at every moment; 429 carries Retry-After, and every answer the RateLimit headers with limit, rest and seconds to the next',
        'Each surface has the algorithm that fits it: failed sign-ins a sliding window, a sold plan a fixed one, our own calls to others a leaky bucket',
        'Sign-ins have one count for all replicas, in PostgreSQL, where the account is read anyway: when it does not answer, nobody signs in',
        'Other calls are counted by each replica, unless misuse is feared and there is a Redis: a caller that meets all replicas has as many times the limit, which is accepted while they are few',
        `One caller at its limit adds ${percent(shareOfAddress)} of the peak or what a person needs, which the headroom of the replicas (${percent(1 - usableShare)}) bears; what exceeds it in sum is shed by class`,
        'The address is taken from the balancer and never from a header that the caller sends',
      ],
    }
  },
}

/** Whether strangers or partners reach it, or misuse is feared; colleagues of one office need no published limit. */
const isOpen = ({ brief, signals }: Situation): boolean =>
  signals.any('abuse', 'program-clients', 'asks rate-limiting') ||
  brief.actors.some(({ trust }) => trust === 'public' || trust === 'partner')
