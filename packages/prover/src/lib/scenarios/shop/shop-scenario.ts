import path from 'node:path'

import { History } from '../../check/history.ts'
import { countPendingOf } from '../../check/read-database.ts'
import type { World } from '../../world.ts'
import type { Heard, PlacingRecord } from '../cast.ts'
import type { Scenario } from '../scenario.ts'
import { createTokenPress } from '../token-press.ts'
import { checkShop } from './check-shop.ts'
import { createCartFiller } from './fill-carts.ts'
import { addBuyers } from './more-buyers.ts'
import { prepareShop } from './preparation.ts'
import { probeShop } from './probe-shop.ts'
import { raceForGoods } from './races.ts'
import type { Shop } from './shop.ts'
import { canCall } from './shop-load.ts'

// What the play cannot do without: goods with stock, carts, orders, people, and mails to them.
const needed = [
  'identity.register',
  'catalog.createProduct',
  'inventory.setStock',
  'carts.setLine',
  'orders.placeOrder',
  'notifications.listNotifications',
]

/** Whether a project is a shop that takes payments by the simulated provider. */
export function isShop({ api, environment }: World): boolean {
  return environment.simulator !== undefined && needed.every((name) => name in api.routes)
}

/** Customers of a shop, who look around, fill carts and order them. */
export async function createShopScenario(world: World): Promise<Scenario> {
  const shop = await openShop(world)
  const { state, press, history, schedule } = shop
  return {
    cast: { kind: 'shop', state },
    callers:
      `${schedule.customers} registered customers, ${schedule.buyers} more buyers whose tokens the proof signed, ` +
      'and any number of visitors',
    whyNot: (operation) => (canCall(operation) ? undefined : 'nobody in this play asks for it'),
    hear: (heard) => history.add(heard.filter(isPlacing)),
    probe: () => probeShop(shop),
    race: () => raceForGoods(shop),
    saturation: {
      operation: 'orders.placeOrder',
      supply: (calls) =>
        shop.withDatabase((database) => createCartFiller(database, state, press).fill(calls)),
    },
    countPending: (before) => shop.withDatabase((database) => countPendingOf(database, before)),
    check: () => checkShop(shop),
    [Symbol.asyncDispose]: () => history[Symbol.asyncDispose](),
  }
}

async function openShop(world: World): Promise<Shop> {
  const { api, environment, schedule, progress } = world
  const { simulator, staff, keysFile } = environment
  if (!simulator) throw new Error('a shop is proved with its simulated payment provider')
  const prepared = await prepareShop(api, { staff, customers: schedule.customers, progress })
  const press = await createTokenPress(keysFile, prepared.customers[0]?.token ?? '')
  const pressForStaff = await createTokenPress(keysFile, prepared.staffToken)
  const known = { ...prepared, staffToken: pressForStaff() }
  const state = await world.withDatabase((database) =>
    addBuyers(database, known, { count: schedule.buyers, press }),
  )
  const history = new History<PlacingRecord>(path.join(world.folder, 'history.jsonl'))
  return { ...world, simulator, state, press, history }
}

function isPlacing(heard: Heard): heard is PlacingRecord {
  return 'cartId' in heard
}
