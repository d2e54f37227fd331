import { defaultWiring, runProcess } from '@archwright/kit/app'

import { webhooks } from '../index.ts'
import { developmentKeys } from '../secret-keys.ts'

/** A process with the module alone, whose leases end soon: started and killed by a test. */
await runProcess({
  modules: {
    webhooks: () =>
      webhooks({
        offers: [],
        keys: developmentKeys(),
        sending: { loopback: true },
        pace: { leaseMs: 2_000, idleMs: 50 },
      }),
  },
  // A busy machine must not make it turn the test away.
  wiring: {
    ...defaultWiring('senders', ['webhooks']),
    shedding: { maxInFlight: 1_000, maxEventLoopDelayMs: 60_000 },
  },
  variables: process.env,
  directory: new URL('.', import.meta.url),
})
