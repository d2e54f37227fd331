/** The shop as a process of its own, with all that it writes: for the test that looks for values in it. */

import { startTestProcess } from '@archwright/kit/testing'

import { create as carts } from '../carts/index.ts'
import { create as catalog } from '../catalog/index.ts'
import { create as identity } from '../identity/index.ts'
import { create as inventory } from '../inventory/index.ts'
import { create as notifications } from '../notifications/index.ts'
import { create as orders } from '../orders/index.ts'
import { payments } from '../payments/index.ts'
import { createFakeProvider } from '../payments/testing/fake-provider.ts'
import { create as webhooks } from '../webhooks/index.ts'

const shop = await startTestProcess({
  modules: {
    ...{ identity, catalog, inventory, carts, orders, notifications, webhooks },
    payments: () => payments({ provider: createFakeProvider() }),
  },
  wiring: {
    interfaces: { websocket: { maxSockets: 10, maxCalls: 10, maxFollowed: 10 } },
    telemetry: { sampleRatio: 1 },
  },
  variables: {
    LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '',
  },
})
process.once('message', async () => {
  await shop[Symbol.asyncDispose]()
  process.disconnect()
})
process.send?.({
  url: shop.app.url,
  socketUrl: shop.app.urls.websocket?.replace('http', 'ws'),
  tokens: [await shop.tokenFor('some-customer', 'customer'), await shop.tokenFor('sue', 'staff')],
})
