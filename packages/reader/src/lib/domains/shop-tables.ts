import type { Entity, Operation } from '@archwright/model'

/** One operation of the shop, and how often it runs for each order placed. */
export interface ShopOperation {
  name: string
  kind: Operation['kind']
  actor: 'guest' | 'customer' | 'staff' | 'service'
  /** Calls per order at the same moment; undefined for what staff do a few times a day. */
  perOrder?: number
  latencyMs?: number
  /** Present for reads that may lag. */
  staleSeconds?: number
  reads?: string[]
  writes?: string[]
  calls?: string[]
  payloadBytes: number
}

/** p99 bounds in ms. */
const read = 100
const write = 200
const order = 300
const password = 500

const catalogStaleSeconds = 60

/** The shop's modules and their operations, by the names that the ready modules bear. */
export const shopOperations: Readonly<Record<string, readonly ShopOperation[]>> = {
  identity: [
    {
      name: 'identity.register',
      kind: 'command',
      actor: 'guest',
      perOrder: 0.05,
      latencyMs: password,
      writes: ['User'],
      payloadBytes: 300,
    },
    {
      name: 'identity.login',
      kind: 'command',
      actor: 'guest',
      perOrder: 0.2,
      latencyMs: password,
      reads: ['User'],
      writes: ['Session'],
      payloadBytes: 1200,
    },
    {
      name: 'identity.refresh',
      kind: 'command',
      actor: 'guest',
      perOrder: 0.3,
      latencyMs: write,
      writes: ['Session'],
      payloadBytes: 1200,
    },
    {
      name: 'identity.logout',
      kind: 'command',
      actor: 'customer',
      perOrder: 0.05,
      latencyMs: write,
      writes: ['Session'],
      payloadBytes: 100,
    },
    {
      name: 'identity.getProfile',
      kind: 'query',
      actor: 'customer',
      perOrder: 0.5,
      latencyMs: read,
      reads: ['User'],
      payloadBytes: 500,
    },
    {
      name: 'identity.updateProfile',
      kind: 'command',
      actor: 'customer',
      perOrder: 0.02,
      latencyMs: write,
      writes: ['User'],
      payloadBytes: 500,
    },
  ],
  catalog: [
    {
      name: 'catalog.listProducts',
      kind: 'query',
      actor: 'guest',
      perOrder: 6,
      latencyMs: read,
      staleSeconds: catalogStaleSeconds,
      reads: ['Product', 'Variant'],
      payloadBytes: 12_000,
    },
    {
      name: 'catalog.searchProducts',
      kind: 'query',
      actor: 'guest',
      perOrder: 4,
      latencyMs: read,
      staleSeconds: catalogStaleSeconds,
      reads: ['Product', 'Variant'],
      payloadBytes: 12_000,
    },
    {
      name: 'catalog.getProduct',
      kind: 'query',
      actor: 'guest',
      perOrder: 14,
      latencyMs: read,
      staleSeconds: catalogStaleSeconds,
      reads: ['Product', 'Variant'],
      payloadBytes: 2500,
    },
    {
      name: 'catalog.createProduct',
      kind: 'command',
      actor: 'staff',
      latencyMs: write,
      writes: ['Product', 'Variant'],
      payloadBytes: 2500,
    },
    {
      name: 'catalog.updateProduct',
      kind: 'command',
      actor: 'staff',
      latencyMs: write,
      writes: ['Product', 'Variant'],
      payloadBytes: 2500,
    },
    {
      name: 'catalog.setPrice',
      kind: 'command',
      actor: 'staff',
      latencyMs: write,
      writes: ['Variant'],
      payloadBytes: 200,
    },
    {
      name: 'catalog.quote',
      kind: 'query',
      actor: 'service',
      perOrder: 3,
      reads: ['Variant'],
      payloadBytes: 400,
    },
  ],
  inventory: [
    {
      name: 'inventory.getStock',
      kind: 'query',
      actor: 'guest',
      perOrder: 2,
      latencyMs: read,
      reads: ['StockItem'],
      payloadBytes: 150,
    },
    {
      name: 'inventory.setStock',
      kind: 'command',
      actor: 'staff',
      latencyMs: write,
      writes: ['StockItem'],
      payloadBytes: 150,
    },
    {
      name: 'inventory.reserve',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      writes: ['StockItem', 'Reservation'],
      payloadBytes: 400,
    },
    {
      name: 'inventory.release',
      kind: 'command',
      actor: 'service',
      perOrder: 0.02,
      writes: ['StockItem', 'Reservation'],
      payloadBytes: 150,
    },
    {
      name: 'inventory.commitReservation',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      writes: ['StockItem', 'Reservation'],
      payloadBytes: 150,
    },
    {
      name: 'inventory.expireReservations',
      kind: 'job',
      actor: 'service',
      writes: ['StockItem', 'Reservation'],
      payloadBytes: 0,
    },
  ],
  carts: [
    {
      name: 'carts.createCart',
      kind: 'command',
      actor: 'guest',
      perOrder: 1,
      latencyMs: write,
      writes: ['Cart'],
      payloadBytes: 300,
    },
    {
      name: 'carts.getCart',
      kind: 'query',
      actor: 'guest',
      perOrder: 3,
      latencyMs: read,
      reads: ['Cart'],
      payloadBytes: 800,
    },
    {
      name: 'carts.setLine',
      kind: 'command',
      actor: 'guest',
      perOrder: 2,
      latencyMs: write,
      writes: ['Cart'],
      payloadBytes: 800,
    },
    {
      name: 'carts.claimCart',
      kind: 'command',
      actor: 'customer',
      perOrder: 0.2,
      latencyMs: write,
      writes: ['Cart'],
      payloadBytes: 800,
    },
    {
      name: 'carts.checkOut',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      reads: ['Cart'],
      writes: ['Cart'],
      payloadBytes: 800,
    },
    {
      name: 'carts.completeCart',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      writes: ['Cart'],
      payloadBytes: 150,
    },
  ],
  orders: [
    {
      name: 'orders.placeOrder',
      kind: 'command',
      actor: 'customer',
      perOrder: 1,
      latencyMs: order,
      reads: ['Cart'],
      writes: ['Order', 'OrderLine', 'OrderEvent'],
      payloadBytes: 1500,
    },
    {
      name: 'orders.getOrder',
      kind: 'query',
      actor: 'customer',
      perOrder: 1,
      latencyMs: read,
      reads: ['Order', 'OrderLine'],
      payloadBytes: 1500,
    },
    {
      name: 'orders.listOrders',
      kind: 'query',
      actor: 'customer',
      perOrder: 0.5,
      latencyMs: read,
      reads: ['Order'],
      payloadBytes: 8000,
    },
    {
      name: 'orders.getHistory',
      kind: 'query',
      actor: 'customer',
      perOrder: 0.1,
      latencyMs: read,
      reads: ['OrderEvent'],
      payloadBytes: 1500,
    },
    {
      name: 'orders.cancelOrder',
      kind: 'command',
      actor: 'customer',
      perOrder: 0.02,
      latencyMs: order,
      writes: ['Order', 'OrderEvent'],
      payloadBytes: 300,
    },
    {
      name: 'orders.recordAuthorization',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      writes: ['Order', 'OrderEvent'],
      payloadBytes: 300,
    },
    {
      name: 'orders.confirmOrder',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      writes: ['Order', 'OrderEvent'],
      payloadBytes: 300,
    },
    {
      name: 'orders.rejectOrder',
      kind: 'command',
      actor: 'service',
      perOrder: 0.02,
      writes: ['Order', 'OrderEvent'],
      payloadBytes: 300,
    },
  ],
  payments: [
    {
      name: 'payments.authorize',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      writes: ['Payment'],
      calls: ['payment-provider'],
      payloadBytes: 400,
    },
    {
      name: 'payments.capture',
      kind: 'command',
      actor: 'service',
      perOrder: 1,
      writes: ['Payment'],
      calls: ['payment-provider'],
      payloadBytes: 200,
    },
    {
      name: 'payments.voidPayment',
      kind: 'command',
      actor: 'service',
      perOrder: 0.02,
      writes: ['Payment'],
      calls: ['payment-provider'],
      payloadBytes: 200,
    },
    {
      name: 'payments.refund',
      kind: 'command',
      actor: 'service',
      perOrder: 0.02,
      writes: ['Payment'],
      calls: ['payment-provider'],
      payloadBytes: 200,
    },
    {
      name: 'payments.receiveWebhook',
      kind: 'command',
      actor: 'guest',
      perOrder: 2,
      latencyMs: write,
      writes: ['Payment', 'ProviderEvent'],
      payloadBytes: 1200,
    },
    {
      name: 'payments.getPayment',
      kind: 'query',
      actor: 'staff',
      perOrder: 0.02,
      latencyMs: read,
      reads: ['Payment'],
      payloadBytes: 500,
    },
  ],
  notifications: [
    {
      name: 'notifications.listNotifications',
      kind: 'query',
      actor: 'staff',
      perOrder: 0.02,
      latencyMs: read,
      reads: ['Notification'],
      payloadBytes: 5000,
    },
  ],
}

/** One entity of the shop. */
export interface ShopEntity extends Pick<Entity, 'name' | 'shape' | 'sensitivity'> {
  bytes: number
  /** Rows added for each order placed. */
  perOrder?: number
}

/** What the shop keeps, by module. */
export const shopEntities: Readonly<Record<string, readonly ShopEntity[]>> = {
  identity: [
    { name: 'User', shape: 'record', sensitivity: 'personal', bytes: 600, perOrder: 0.05 },
    { name: 'Session', shape: 'record', sensitivity: 'personal', bytes: 300, perOrder: 0.2 },
  ],
  catalog: [
    { name: 'Product', shape: 'document', sensitivity: 'none', bytes: 2000 },
    { name: 'Variant', shape: 'record', sensitivity: 'none', bytes: 300 },
  ],
  inventory: [
    { name: 'StockItem', shape: 'record', sensitivity: 'none', bytes: 100 },
    { name: 'Reservation', shape: 'record', sensitivity: 'none', bytes: 200, perOrder: 2 },
  ],
  carts: [{ name: 'Cart', shape: 'record', sensitivity: 'personal', bytes: 800, perOrder: 1 }],
  orders: [
    { name: 'Order', shape: 'record', sensitivity: 'personal', bytes: 600, perOrder: 1 },
    { name: 'OrderLine', shape: 'record', sensitivity: 'none', bytes: 150, perOrder: 2 },
    { name: 'OrderEvent', shape: 'event', sensitivity: 'none', bytes: 200, perOrder: 4 },
  ],
  payments: [
    { name: 'Payment', shape: 'record', sensitivity: 'payment', bytes: 500, perOrder: 1 },
    { name: 'ProviderEvent', shape: 'event', sensitivity: 'payment', bytes: 1200, perOrder: 2 },
  ],
  notifications: [
    { name: 'Notification', shape: 'record', sensitivity: 'personal', bytes: 500, perOrder: 1 },
  ],
}

/** What a capability of a shop needs and the brief may not name; applied until nothing is added. */
export const shopImplications: readonly (readonly [
  capability: string,
  needs: string,
  why: string,
])[] = [
  ['e-commerce', 'catalog', 'a shop sells something, so there is a catalog'],
  ['e-commerce', 'orders', 'a shop takes orders'],
  ['payments', 'orders', 'a payment settles an order'],
  ['orders', 'catalog', 'the lines of an order name products and prices'],
  ['orders', 'carts', 'an order is placed from what was gathered before'],
  ['orders', 'inventory', 'an order must not sell what is not there'],
  ['orders', 'identity', 'an order belongs to somebody'],
  ['orders', 'notifications', 'the customer is told what became of the order'],
  ['orders', 'payments', 'an order of a shop is paid'],
  ['carts', 'catalog', 'a cart holds products'],
]

/** The nouns by which a brief may state the rate of an operation. */
export const shopRateNouns: readonly (readonly [noun: RegExp, operation: string])[] = [
  [/\b(?:orders?|checkouts?|purchases?|sales)$/, 'orders.placeOrder'],
  [/\b(?:logins?|sign-?ins?|authentications?)$/, 'identity.login'],
  [/\b(?:registrations?|sign-?ups?)$/, 'identity.register'],
  [/\b(?:search(?:es)?|search queries)$/, 'catalog.searchProducts'],
  [/\b(?:product views?|product reads?|page views?|views)$/, 'catalog.getProduct'],
]
