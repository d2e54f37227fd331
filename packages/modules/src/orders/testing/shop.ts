import { randomUUID } from 'node:crypto'

import type { Principal } from '@archwright/kit'
import { startTestApp, type TestApp } from '@archwright/kit/testing'

import { createCart, setLine } from '../../carts/contract.ts'
import { carts } from '../../carts/index.ts'
import { createProduct } from '../../catalog/contract.ts'
import { catalog } from '../../catalog/index.ts'
import { setStock } from '../../inventory/contract.ts'
import { inventory } from '../../inventory/index.ts'
import { payments } from '../../payments/index.ts'
import { createFakeProvider, type FakeProvider } from '../../payments/testing/fake-provider.ts'
import { type Order, placeOrder } from '../contract.ts'
import { orders } from '../index.ts'

export const staff: Principal = { id: randomUUID(), roles: ['staff'] }

export const eur = (amount: number) => ({ amount, currency: 'EUR' })

/** A shop that sells the given items at 450 cents each, with a provider inside the test. */
export interface Shop extends AsyncDisposable {
  readonly app: TestApp
  readonly provider: FakeProvider
  /** A customer with a cart that holds the given items. */
  buyer(items: Record<string, number>): Promise<Buyer>
  /** [available, reserved, sold] of each sku. */
  stock(): Promise<Record<string, [number, number, number]>>
}

export interface Buyer {
  readonly as: Principal
  readonly cartId: string
  /** Places an order for the cart; with a key of its own unless one is given. */
  order(options?: { paymentMethod?: string; key?: string }): Promise<Order>
}

export async function openShop(
  items: Record<string, number>,
  provider = createFakeProvider(),
): Promise<Shop> {
  const app = await startTestApp(catalog, inventory, carts, orders, payments({ provider }))
  for (const [sku, onHand] of Object.entries(items)) await app.call(setStock, { sku, onHand })
  await app.call(createProduct, {
    title: 'Everything',
    variants: Object.keys(items).map((sku) => ({ sku, attributes: {}, price: eur(450) })),
  })
  return {
    app,
    provider,
    buyer: (wanted) => buyerIn(app, wanted),
    stock: () => stockIn(app),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

async function buyerIn(app: TestApp, items: Record<string, number>): Promise<Buyer> {
  const as: Principal = { id: randomUUID(), roles: ['customer'] }
  const { id: cartId } = await app.call(createCart, {}, { as })
  for (const [sku, quantity] of Object.entries(items))
    await app.call(setLine, { cartId, sku, quantity }, { as })
  return {
    as,
    cartId,
    order: ({ paymentMethod = 'tok_ok', key = randomUUID() } = {}) =>
      app.call(placeOrder, { cartId, paymentMethod }, { as, key }),
  }
}

async function stockIn(app: TestApp): Promise<Record<string, [number, number, number]>> {
  const rows = await app.sql<{ sku: string; available: number; reserved: number; sold: number }>`
    select sku, available, reserved, sold from inventory.stock order by sku`
  return Object.fromEntries(rows.map((row) => [row.sku, [row.available, row.reserved, row.sold]]))
}
