import type { Quota } from '@archwright/model'

import { show } from '../figures.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { countsTenants, limitRates } from './limits.ts'

/** The limit of each surface: what callers meet, and what is kept to when others are called. */
export function quotasOf(situation: Situation, verdicts: Verdicts): Quota[] {
  const decision = verdicts.id('limits')
  const quotas = [
    ...(verdicts.id('identity.passwords') === '' ? [] : [failedSignIns()]),
    ...perCaller(situation, verdicts),
    ...(verdicts.id('identity.programs') === '' ? [] : [planOf(situation, verdicts)]),
    ...outbound(situation),
    ...(verdicts.id('webhooks.delivery') === '' ? [] : [perEndpoint(situation)]),
  ]
  return quotas.map((quota) => ({ ...quota, decision }))
}

type Draft = Omit<Quota, 'decision'>

const refused = '429 with Retry-After and the RateLimit headers'

function failedSignIns(): Draft {
  return {
    surface: 'failed sign-ins',
    algorithm: 'sliding-window',
    calls: figure('login.failures'),
    windowSeconds: 3600,
    burst: 10,
    per: 'account, and again per address',
    keptIn: 'PostgreSQL, beside the account',
    over: 'growing pauses, and a letter to the owner; never a locked account, which anybody could cause',
    why: 'A window counts what a guesser did; a bucket would refill for him',
  }
}

function perCaller(situation: Situation, verdicts: Verdicts): Draft[] {
  const rates = limitRates(situation)
  const keptIn = counterOf(verdicts)
  const bucket = (surface: string, name: 'read' | 'write', why: string): Draft => ({
    surface,
    algorithm: 'token-bucket',
    calls: rates[name].perSecond,
    windowSeconds: 1,
    burst: rates[name].burst,
    per: countsTenants(situation)
      ? 'tenant, all its people together; guests by address'
      : 'caller; guests by address',
    keptIn,
    over: refused,
    why,
  })
  return [
    bucket(
      'reads',
      'read',
      'A page is a handful of calls at once, and then nothing: a bucket allows just that',
    ),
    bucket('writes', 'write', 'An import may run, a loop gone wild may not'),
  ]
}

/** Counters of a person stay in the process; at a gateway they stay there. */
const counterOf = (verdicts: Verdicts) =>
  verdicts.chosen('gateway') === 'an API gateway' ? 'the gateway' : 'the process'

function planOf(situation: Situation, verdicts: Verdicts): Draft {
  const { read, write } = limitRates(situation)
  const shared = verdicts.chosen('cache').includes('Redis')
  const average = situation.loads.reduce((sum, { averagePerSecond }) => sum + averagePerSecond, 0)
  return {
    surface: 'a partner’s plan',
    algorithm: 'fixed-window',
    calls: Math.ceil(Math.max(1000, 86_400 * Math.max(average, 0))),
    windowSeconds: 86_400,
    burst: read.burst + write.burst,
    per: 'key',
    keptIn: shared ? 'Redis' : 'PostgreSQL, counted in the process and added up',
    over: `${refused} until the window turns`,
    why: 'A plan is sold by the day, and a customer can check a day; the buckets keep it smooth within',
  }
}

/** What others allow us: drained evenly, since a burst there is refused. */
function outbound({ brief }: Situation): Draft[] {
  return brief.dependencies.flatMap(({ name, ratePerSecond }) =>
    ratePerSecond === undefined
      ? []
      : [
          {
            surface: `our calls to ${name}`,
            algorithm: 'leaky-bucket' as const,
            calls: ratePerSecond,
            windowSeconds: 1,
            burst: 1,
            per: 'the whole system',
            keptIn: 'PostgreSQL: the queue of the calls, drained by one worker at a time',
            over: 'the call waits its turn as a job; nobody is refused',
            why: `It takes ${show(ratePerSecond)}/s and no burst, so what comes at once leaves evenly`,
          },
        ],
  )
}

function perEndpoint({ totals }: Situation): Draft {
  return {
    surface: 'messages to one endpoint',
    algorithm: 'leaky-bucket',
    calls: Math.max(1, Math.ceil(2 * totals.eventsPerSecond)),
    windowSeconds: 1,
    burst: 1,
    per: 'endpoint',
    keptIn: 'PostgreSQL: the queue of the deliveries',
    over: 'the message waits; the receiver is not flooded when it comes back',
    why: 'At twice the peak a backlog is gone in the time it took to build up',
  }
}
