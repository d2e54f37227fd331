import { randomUUID } from 'node:crypto'

import { defineModule, handle, type Principal } from '@archwright/kit'
import { command, event } from '@archwright/kit/contract'
import { startTestApp, type TestApp } from '@archwright/kit/testing'
import { type Static, Type } from 'typebox'

import { type Delivery, listDeliveries, registerEndpoint } from '../contract.ts'
import { type WebhooksOptions, webhooks } from '../index.ts'
import { developmentKeys } from '../secret-keys.ts'

const Tea = Type.Object({ tea: Type.String(), growerId: Type.String() })

/** For everybody who may have endpoints; growers hear of their own tea. */
export const brewed = event({ name: 'tea.brewed', summary: 'Tea was brewed', data: Tea })
/** For staff only. */
export const spilt = event({ name: 'tea.spilt', summary: 'Tea was spilt', data: Tea })

const happen = command({
  name: 'tea.happen',
  summary: 'Makes events happen',
  access: 'internal',
  idempotency: 'none',
  input: Type.Object({ event: Type.Enum(['tea.brewed', 'tea.spilt']), teas: Type.Array(Tea) }),
  output: Type.Object({}),
})

/** A module whose events leave the system. */
export const tea = defineModule({
  name: 'tea',
  summary: 'Tea',
  migrations: new URL('./migrations/', import.meta.url),
  events: [brewed, spilt],
  handlers: [
    handle(happen, async ({ event, teas }, { publish }) => {
      for (const one of teas) publish(event === 'tea.brewed' ? brewed : spilt, one)
      return {}
    }),
  ],
})

export const offers: WebhooksOptions['offers'] = [
  { events: [brewed], access: ['partner', 'staff'], own: { partner: 'growerId' } },
  { events: [spilt], access: ['staff'] },
]

export const staff: Principal = { id: 'boss', roles: ['staff'] }
export const ada: Principal = { id: 'ada', roles: ['partner'] }
export const bob: Principal = { id: 'bob', roles: ['partner'] }

/** A system with one event-telling module, which sends to this machine. */
export function startTeaHouse(options: Partial<WebhooksOptions> = {}): Promise<TestApp> {
  const { sending, pace, ...others } = options
  return startTestApp(
    tea,
    webhooks({
      offers,
      keys: developmentKeys(),
      random: () => 0.5,
      sending: { loopback: true, timeoutMs: 20_000, ...sending },
      pace: { idleMs: 20, stopMs: 0, ...pace },
      ...others,
    }),
  )
}

export async function publish(
  app: TestApp,
  event: 'tea.brewed' | 'tea.spilt',
  ...teas: Static<typeof Tea>[]
): Promise<void> {
  await app.call(happen, { event, teas })
}

export async function register(app: TestApp, url: string, as: Principal, ...events: string[]) {
  return app.call(
    registerEndpoint,
    { url, events: events.length > 0 ? events : ['tea.brewed'] },
    { as, key: randomUUID() },
  )
}

export async function deliveries(app: TestApp, as: Principal = staff): Promise<Delivery[]> {
  return (await app.call(listDeliveries, { limit: 100 }, { as })).items
}
