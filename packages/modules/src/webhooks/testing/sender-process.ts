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
  wiring: defaultWiring('senders', ['webhooks']),
  variables: process.env,
  directory: new URL('.', import.meta.url),
})
