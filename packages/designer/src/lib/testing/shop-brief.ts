import type { Brief, Entity, Fact, Operation } from '@archwright/model'

const prose =
  'Design a new e-commerce backend system. It needs to handle high user traffic, support product catalogs, order processing, user authentication, and payment integration. Outline the microservices architecture, API design considerations, and strategies for scalability and resilience. The system must process at least 1000 orders per minute and have 99.99% uptime.'

/** The shop as a reader understands examples/shop.md; only for tests. */
export function shopBrief(): Brief {
  return {
    system: 'shop',
    title: 'Shop',
    summary: 'A new e-commerce backend system.',
    prose,
    capabilities: [
      'catalog',
      'inventory',
      'carts',
      'orders',
      'identity',
      'payments',
      'notifications',
    ].map((name) => ({ name, origin: { from: 'text', start: 0, end: 10 } })),
    actors: [
      { name: 'guest', trust: 'public', clients: ['web', 'mobile'] },
      { name: 'customer', trust: 'public', clients: ['web', 'mobile'] },
      { name: 'staff', trust: 'staff', clients: ['browser-admin'] },
      { name: 'provider', trust: 'partner', clients: ['server'] },
    ],
    entities: [
      entity('user', 'identity', 'personal'),
      entity('product', 'catalog', 'none'),
      entity('variant', 'catalog', 'none'),
      entity('stock', 'inventory', 'none'),
      entity('reservation', 'inventory', 'none'),
      entity('cart', 'carts', 'none'),
      entity('order', 'orders', 'personal'),
      entity('orderLine', 'orders', 'none'),
      entity('orderHistory', 'orders', 'none'),
      entity('payment', 'payments', 'payment'),
      entity('notification', 'notifications', 'personal'),
    ],
    operations: operations(),
    dependencies: [
      { name: 'payment-provider', purpose: 'authorizes and captures payments', idempotent: true },
    ],
    objectives: { availability: 0.9999 },
    team: {},
    constraints: { mustUse: [], mustNotUse: [] },
    existing: [],
    asks: [
      ask('microservices', 'Outline the microservices architecture'),
      ask('api-design', 'API design considerations'),
    ],
    facts: facts(),
    assumptions: [],
    notUnderstood: [],
  }
}

function facts(): Fact[] {
  return [
    {
      id: 'F-01',
      kind: 'rate',
      value: 1000,
      unit: 'orders/min',
      canonical: 1000 / 60,
      text: 'at least 1000 orders per minute',
      about: 'orders',
      bound: 'at-least',
      origin: span('at least 1000 orders per minute'),
    },
    {
      id: 'F-02',
      kind: 'availability',
      value: 99.99,
      unit: '%',
      canonical: 0.9999,
      text: '99.99% uptime',
      about: 'uptime',
      bound: 'at-least',
      origin: span('99.99% uptime'),
    },
  ]
}

function operations(): Operation[] {
  return [
    operation('identity.register', 'guest', [], ['user']),
    operation('identity.login', 'guest', ['user'], ['session']),
    operation('identity.refresh', 'guest', ['session'], ['session']),
    operation('identity.getProfile', 'customer', ['user']),
    operation('catalog.listProducts', 'guest', ['product']),
    operation('catalog.searchProducts', 'guest', ['product']),
    operation('catalog.getProduct', 'guest', ['product', 'variant']),
    operation('catalog.createProduct', 'staff', [], ['product', 'variant']),
    operation('inventory.getStock', 'guest', ['stock']),
    operation('inventory.setStock', 'staff', [], ['stock']),
    operation('carts.createCart', 'guest', [], ['cart']),
    operation('carts.getCart', 'guest', ['cart']),
    operation('carts.setLine', 'guest', ['cart'], ['cart']),
    {
      ...operation(
        'orders.placeOrder',
        'customer',
        ['cart'],
        ['order', 'orderLine', 'orderHistory'],
      ),
      ratePerSecond: 1000 / 60,
      rateIs: 'peak',
      calls: ['payment-provider'],
    },
    operation('orders.getOrder', 'customer', ['order', 'orderLine']),
    operation('orders.listOrders', 'customer', ['order']),
    operation('orders.cancelOrder', 'customer', ['order'], ['order', 'orderHistory']),
    operation('payments.receiveWebhook', 'provider', ['payment'], ['payment']),
    operation('notifications.listNotifications', 'staff', ['notification']),
  ]
}

function operation(name: string, actor: string, reads: string[], writes: string[] = []): Operation {
  const kind = writes.length > 0 ? 'command' : 'query'
  return { name, kind, actor, consistency: 'strong', reads, writes, calls: [] }
}

function entity(name: string, module: string, sensitivity: Entity['sensitivity']): Entity {
  return { name, module, shape: 'record', sensitivity, perTenant: false }
}

function ask(what: string, text: string) {
  return { what, text, origin: span(text) }
}

function span(text: string) {
  const start = prose.indexOf(text)
  return { from: 'text' as const, start, end: start + text.length }
}
