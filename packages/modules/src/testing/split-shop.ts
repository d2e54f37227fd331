/** One of the two processes of a shop that is split: for the test that follows an order through both. */

import { defaultWiring } from '@archwright/kit/app'
import { startTestProcess } from '@archwright/kit/testing'

import { create as carts } from '../carts/index.ts'
import { create as catalog } from '../catalog/index.ts'
import { create as identity } from '../identity/index.ts'
import { create as inventory } from '../inventory/index.ts'
import { create as notifications } from '../notifications/index.ts'
import { create as orders } from '../orders/index.ts'
import { payments } from '../payments/index.ts'
import { createFakeProvider } from '../payments/testing/fake-provider.ts'

const [, , variables = '{}'] = process.argv
const modules = { identity, catalog, inventory, carts, orders, notifications }
const provider = {
  timeoutMs: 10_000,
  attempts: 1,
  backoffMs: 10,
  retryBudget: 0.1,
  breaker: { failureRate: 0.5, windowSeconds: 10, minimumPerSecond: 5, openSeconds: 5 },
  bulkhead: { concurrent: 20, queued: 20 },
}

const shop = await startTestProcess({
  modules: {
    ...modules,
    payments: ({ policy }) =>
      payments({ provider: createFakeProvider(), policy: policy('payment-provider') }),
  },
  wiring: {
    ...defaultWiring('shop', []),
    limits: {},
    processes: {
      front: ['identity', 'catalog', 'inventory', 'carts', 'orders'],
      back: ['payments', 'notifications'],
    },
    dependencies: { 'payment-provider': provider },
    telemetry: { sampleRatio: 0 },
  },
  variables: { INTERNAL_TOKEN: 'a secret that the two share', ...JSON.parse(variables) },
})
process.once('message', async () => {
  await shop[Symbol.asyncDispose]()
  process.disconnect()
})
process.send?.({ staff: await shop.tokenFor('sue', 'staff') })
