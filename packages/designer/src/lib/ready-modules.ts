import type { Brief } from '@archwright/model'

/** What Archwright has ready-made: the modules of a shop, and webhooks, as the designer needs to know them. */
export interface ReadyModule {
  responsibility: string
  /** Why it is a module of its own. */
  why: string
  sensitivity: 'none' | 'personal' | 'payment'
  entities: readonly string[]
  /** Asked by clients. */
  operations: readonly string[]
  /** Asked by other modules only. */
  internal: readonly string[]
  publishes: readonly string[]
  hears: readonly string[]
  calls: readonly string[]
  jobs: readonly string[]
}

export const readyModules: Readonly<Record<string, ReadyModule>> = {
  identity: {
    responsibility: 'Who someone is: accounts, passwords, sign-in, tokens, profiles',
    why: 'The only owner of passwords and personal data; erasure and a breach stay inside one schema',
    sensitivity: 'personal',
    entities: ['user', 'session'],
    operations: ['register', 'login', 'refresh', 'logout', 'getProfile', 'updateProfile'],
    internal: [],
    publishes: ['userRegistered'],
    hears: [],
    calls: [],
    jobs: [],
  },
  catalog: {
    responsibility: 'What is for sale: products, variants, prices, search',
    why: 'Read by everyone and written by staff, so it scales and is cached by reads alone',
    sensitivity: 'none',
    entities: ['product', 'variant', 'price'],
    operations: [
      'listProducts',
      'searchProducts',
      'getProduct',
      'getProductOfSku',
      'createProduct',
      'updateProduct',
      'setPrice',
    ],
    internal: ['quote'],
    publishes: [],
    hears: [],
    calls: [],
    jobs: [],
  },
  inventory: {
    responsibility: 'How many there are: stock and reservations with expiry',
    why: 'Stock is the one contended write of the shop; its rows change with every order, products do not',
    sensitivity: 'none',
    entities: ['stock', 'reservation'],
    operations: ['getStock', 'setStock'],
    internal: ['reserve', 'release', 'commitReservation'],
    publishes: [],
    hears: [],
    calls: [],
    jobs: ['expireReservations'],
  },
  carts: {
    responsibility: 'What someone means to buy, signed in or not',
    why: 'Short-lived, written on every click and worth nothing after the order: its own lifecycle',
    sensitivity: 'none',
    entities: ['cart', 'cartLine'],
    operations: ['createCart', 'getCart', 'setLine', 'claimCart'],
    internal: ['checkOut', 'completeCart'],
    publishes: [],
    hears: [],
    calls: ['catalog'],
    jobs: [],
  },
  orders: {
    responsibility:
      'What was bought: the order, its states, its history, and the saga that places it',
    why: 'The record of the sale: kept for years, changed only by its own state machine',
    sensitivity: 'personal',
    entities: ['order', 'orderLine', 'orderHistory'],
    operations: ['placeOrder', 'getOrder', 'listOrders', 'getHistory', 'cancelOrder'],
    internal: ['recordAuthorization', 'confirmOrder', 'rejectOrder'],
    publishes: ['orderConfirmed', 'orderRejected', 'orderCancelled'],
    hears: [],
    calls: ['carts', 'catalog', 'inventory', 'payments'],
    jobs: [],
  },
  payments: {
    responsibility: 'Money: authorization, capture, refund, and the provider behind a port',
    why: 'Isolated: the only module that talks to the provider and holds its tokens, which keeps PCI scope small',
    sensitivity: 'payment',
    entities: ['payment', 'providerEvent'],
    operations: ['receiveWebhook', 'getPayment'],
    internal: ['authorize', 'capture', 'voidPayment', 'refund'],
    publishes: [],
    hears: [],
    calls: [],
    jobs: [],
  },
  notifications: {
    responsibility: 'Telling people: templates and mail, from events',
    why: 'Hears events and calls nobody, so a slow mail server can never slow an order',
    sensitivity: 'personal',
    entities: ['notification'],
    operations: ['listNotifications'],
    internal: [],
    publishes: [],
    hears: [
      'identity.userRegistered',
      'orders.orderConfirmed',
      'orders.orderRejected',
      'orders.orderCancelled',
    ],
    calls: [],
    jobs: [],
  },
  webhooks: {
    responsibility:
      'Telling the systems of others: their endpoints, signed deliveries, retries, the log of attempts',
    why: 'Hears events and calls nobody, so a dead receiver can never slow what it is told of',
    sensitivity: 'none',
    entities: ['WebhookEndpoint', 'WebhookEvent', 'WebhookDelivery'],
    operations: [
      'registerEndpoint',
      'listEndpoints',
      'getEndpoint',
      'updateEndpoint',
      'setEnabled',
      'deleteEndpoint',
      'rotateSecret',
      'ping',
      'listEventTypes',
      'sendEvent',
      'listDeliveries',
      'getDelivery',
      'replayDelivery',
      'replayFailed',
    ],
    internal: ['recordAttempts'],
    publishes: ['endpointDisabled'],
    hears: ['orders.orderConfirmed', 'orders.orderRejected', 'orders.orderCancelled'],
    calls: [],
    jobs: ['deliver', 'prune'],
  },
}

/** The ready module of a name, if it knows every operation that the brief wants of it; none keeps tenants apart. */
export function readyModuleFor(
  name: string,
  { operations, entities }: Pick<Brief, 'operations' | 'entities'>,
): ReadyModule | undefined {
  const ready = readyModules[name]
  const ofTenants = entities.some(({ module, perTenant }) => module === name && perTenant)
  if (!ready || ofTenants) return undefined
  const known = new Set(
    [...ready.operations, ...ready.internal, ...ready.jobs].map((verb) => `${name}.${verb}`),
  )
  const fits = operations.every((one) => !one.name.startsWith(`${name}.`) || known.has(one.name))
  return fits ? ready : undefined
}

/** Calls of each operation per confirmed order: the TPC-W shopping mix on this shop's operations. */
export const shoppingMix: Readonly<Record<string, number>> = {
  'catalog.listProducts': 21.7,
  'catalog.searchProducts': 14.2,
  'catalog.getProduct': 14.2,
  'inventory.getStock': 1,
  'carts.createCart': 1.5,
  'carts.setLine': 3,
  'carts.getCart': 5.2,
  'carts.claimCart': 0.2,
  'identity.register': 0.05,
  'identity.login': 0.2,
  'identity.refresh': 0.8,
  'identity.logout': 0.05,
  'identity.getProfile': 0.2,
  'identity.updateProfile': 0.02,
  'orders.placeOrder': 1,
  'orders.getOrder': 0.6,
  'orders.listOrders': 0.25,
  'orders.getHistory': 0.1,
  'orders.cancelOrder': 0.01,
  'payments.receiveWebhook': 2,
  'payments.getPayment': 0.005,
  'catalog.createProduct': 0.002,
  'catalog.updateProduct': 0.01,
  'catalog.setPrice': 0.01,
  'inventory.setStock': 0.02,
  'notifications.listNotifications': 0.002,
}
