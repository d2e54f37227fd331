import type { Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import type { StatedLoad } from './domain.ts'
import { type ShopOperation, shopOperations } from './shop-operations.ts'

/** How often each operation of the shop runs. */
export interface Rates {
  of(row: ShopOperation): Pick<Operation, 'ratePerSecond' | 'rateIs' | 'peakFactor'> | undefined
  /** Orders placed per second, averaged over the day. */
  averageOrders: number
}

const placeOrder = 'orders.placeOrder'
const ordersWhenUnstated = 1
const peakFactorWhenUnstated = 1.7
const shareThatFails = 0.02

/** Derives every rate from the rate of orders, noting the mix it assumes. */
export function assumeRates(
  stated: ReadonlyMap<string, StatedLoad>,
  modules: readonly string[],
  assumptions: Assumptions,
): Rates {
  const own = stated.get(placeOrder) ?? {}
  const peakFactor = own.peakFactor ?? assumptions.assume(peakFactorNote)
  const rate = own.ratePerSecond ?? assumptions.assume(orderRateNote)
  const peakOrders = own.rateIs === 'average' ? rate * peakFactor : rate
  const averageOrders = peakOrders / peakFactor
  assumptions.assume({
    about: 'operations.orders.placeOrder.averageRatePerSecond',
    value: round(averageOrders),
    unit: '1/s',
    why: `the peak of ${round(peakOrders)} per second divided by the peak factor of ${peakFactor}`,
    source: sources.computed,
  })
  const rows = modules.flatMap((module) => shopOperations[module] ?? [])
  assumeMix(
    rows.filter(({ name }) => stated.get(name)?.ratePerSecond === undefined),
    assumptions,
  )
  return {
    averageOrders,
    of({ name, perOrder }) {
      const load = stated.get(name)
      if (load?.ratePerSecond !== undefined || name === placeOrder)
        return {
          ratePerSecond: load?.ratePerSecond ?? rate,
          rateIs: load?.rateIs ?? 'peak',
          peakFactor: load?.peakFactor ?? peakFactor,
        }
      if (perOrder === undefined) return undefined
      return { ratePerSecond: round(peakOrders * perOrder), rateIs: 'peak', peakFactor }
    },
  }
}

const peakFactorNote = {
  about: 'operations.*.peakFactor',
  value: peakFactorWhenUnstated,
  unit: 'peak / average',
  why: 'the brief does not say how far the busiest hour exceeds the average',
  source: sources.peakRatio,
}

const orderRateNote = {
  about: 'operations.orders.placeOrder.ratePerSecond',
  value: ordersWhenUnstated,
  unit: '1/s',
  why: 'the brief states no rate of orders; one per second at the peak is a shop of some size',
  source: sources.judgement,
}

function assumeMix(rows: readonly ShopOperation[], assumptions: Assumptions): void {
  for (const { name, perOrder, actor, kind } of rows) {
    if (perOrder === undefined || actor === 'service' || name === placeOrder) continue
    assumptions.assume({
      about: `operations.${name}.perOrder`,
      value: perOrder,
      unit: 'calls per order',
      why: mixReasons[name] ?? (kind === 'query' ? 'looked at now and then' : 'done rarely'),
      source: name.startsWith('catalog.') ? sources.conversion : sources.judgement,
    })
  }
  if (!rows.some(({ actor }) => actor === 'service')) return
  assumptions.assume({
    about: 'operations.(internal).perOrder',
    value: 1,
    unit: 'calls per order',
    why: 'each step of placing an order runs once for each order; prices are asked when lines change and at checkout',
    source: sources.computed,
  })
  assumptions.assume({
    about: 'operations.(undone).perOrder',
    value: shareThatFails,
    unit: 'calls per order',
    why: 'about one order in fifty is refused, cancelled or paid back',
    source: sources.judgement,
  })
}

const mixReasons: Readonly<Record<string, string>> = {
  'catalog.getProduct':
    'about fifty visits make one order and open some four products each; browser and CDN answer all but 14 of those 200 views',
  'catalog.listProducts': 'categories are browsed about half as often as products are opened',
  'catalog.searchProducts': 'some visitors search rather than browse',
  'inventory.getStock': 'stock is asked for when a product is about to be chosen',
  'carts.createCart': 'each order needs a cart; carts given up are offset by carts used again',
  'carts.setLine': 'an order has about two lines, each set once',
  'carts.getCart': 'the cart is looked at after each change and at checkout',
  'carts.claimCart': 'a guest cart is claimed when the guest signs in',
  'orders.getOrder': 'the confirmation page reads the order once',
  'identity.login': 'most customers are still signed in when they order',
  'identity.refresh': 'access tokens live for minutes, visits a little longer',
  'identity.register': 'about one order in twenty comes from a new customer',
  'payments.receiveWebhook': 'the provider reports authorization and capture',
}

function round(value: number): number {
  return Number(value.toPrecision(6))
}
