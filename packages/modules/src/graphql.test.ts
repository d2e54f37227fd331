import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { defineModule, type Sql } from '@archwright/kit'
import { defaultWiring, type Environment, startApp } from '@archwright/kit/app'
import { testDatabase } from '@archwright/kit/postgres'

import { create as carts } from './carts/index.ts'
import { create as catalog } from './catalog/index.ts'
import { create as orders } from './orders/index.ts'
import { payments } from './payments/index.ts'
import { createFakeProvider } from './payments/testing/fake-provider.ts'
import { type CountedPostgres, countStatements } from './testing/count-statements.ts'

/** The shop's modules as GraphQL: none of them has a line about it. */

let shop: Awaited<ReturnType<typeof startShop>>
before(async () => {
  shop = await startShop()
  await fill(shop.sql, 100)
})
after(() => shop?.close())

const page = `query ($first: Int) { ordersListOrders(first: $first) { edges { node {
  orderId total { amount currency }
  order { cartId lines { sku quantity product { title updatedAt } } }
  payment { status providerReference } } } } }`

describe('orders with their products and payments', { timeout: 120_000 }, () => {
  it('take as many statements for a hundred orders as for ten', async () => {
    const staff = await shop.token('sue', 'staff')
    const statementsFor = async (first: number) => {
      shop.postgres.take()
      const { data, errors } = await shop.ask(page, { first }, staff)
      assert.deepEqual(errors, undefined)
      const { edges } = data.ordersListOrders
      assert.equal(edges.length, first)
      for (const { node } of edges) {
        assert.equal(node.order.lines.length, 2)
        assert.match(node.order.lines[0].product.title, /^Tea \d+$/)
        assert.equal(node.payment.status, 'CAPTURED')
      }
      return shop.postgres.take().filter((text) => /\b(orders|catalog|payments)\./.test(text))
    }
    const ten = await statementsFor(10)
    const hundred = await statementsFor(100)
    assert.deepEqual(hundred.toSorted(), ten.toSorted())
    assert.equal(ten.length, 5, ten.join('\n'))
  })

  it('are shown to their customer only, and payments to staff only', async () => {
    const ada = await shop.token('customer-1', 'customer')
    const { data, errors } = await shop.ask(page, { first: 100 }, ada)
    const nodes = data.ordersListOrders.edges.map(({ node }: { node: object }) => node)
    assert.equal(nodes.length, 10)
    assert.ok(
      nodes.every((node: { payment: unknown; order: unknown }) => node.order && !node.payment),
    )
    const codes = errors?.map(({ extensions, path }) => `${extensions.code} ${path.at(-1)}`)
    assert.deepEqual(new Set(codes), new Set(['FORBIDDEN payment']))
    const bob = await shop.token('somebody', 'customer')
    assert.deepEqual((await shop.ask(page, { first: 100 }, bob)).data.ordersListOrders.edges, [])
  })
})

async function startShop() {
  const stack = new AsyncDisposableStack()
  const database = stack.use(await testDatabase())
  const postgres: CountedPostgres = stack.use(await countStatements(database.url))
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), 'shop-')), (made) =>
    rm(made, { recursive: true }),
  )
  let environment: Environment | undefined
  let sql: Sql | undefined
  const names = ['catalog', 'carts', 'orders', 'payments', 'filling']
  const app = await startApp({
    modules: {
      catalog,
      carts,
      orders,
      payments: () => payments({ provider: createFakeProvider() }),
      filling(given) {
        environment = given
        return defineModule({
          name: 'filling',
          summary: 'Fills the shop.',
          handlers: [],
          async start(context) {
            sql = context.sql
            return async () => {}
          },
        })
      },
    },
    wiring: {
      ...defaultWiring('shop', names),
      interfaces: { graphql: { ...limits, documents: 'any', maxSubscriptions: 1 } },
      shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
      calls: 'fast',
    },
    variables: { PORT: '0', DATABASE_URL: postgres.url, DATA_FOLDER: folder, LOG_LEVEL: 'silent' },
    directory: pathToFileURL(`${folder}/`),
  })
  stack.defer(() => app.close())
  return {
    postgres,
    sql: sql ?? assert.fail('not started'),
    token: async (id: string, role: string) =>
      (await environment?.tokens.issue({ id, roles: [role] }))?.token ?? '',
    ask: (query: string, variables: object, token: string) =>
      post(app.urls.graphql ?? '', { query, variables }, token),
    close: () => stack.disposeAsync(),
  }
}

const limits = { maxDepth: 12, maxCost: 10_000, maxCalls: 10 }

/** So many orders of ten customers, each of two products that no other order has. */
async function fill(sql: Sql, count: number): Promise<void> {
  await sql`
    insert into catalog.product (id, title, description, active, updated_at)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Tea ' || n, '', true, now()
    from generate_series(1, ${2 * count}::integer) as n`
  await sql`
    insert into catalog.variant (sku, product_id, position, attributes, price_amount, price_currency)
    select 'tea-' || n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, '{}', n, 'EUR'
    from generate_series(1, ${2 * count}::integer) as n`
  await sql`
    insert into orders.orders (order_id, customer_id, cart_id, status, currency, total, placed_at)
    select ('10000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'customer-' || (n % 10),
      gen_random_uuid(), 'confirmed', 'EUR', n, now()
    from generate_series(1, ${count}::integer) as n`
  await sql`
    insert into orders.order_lines (order_id, line, sku, quantity, unit_price)
    select ('10000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, line, 'tea-' || (2 * n - line), 1, n
    from generate_series(1, ${count}::integer) as n, generate_series(0, 1) as line`
  await sql`
    insert into payments.payments (order_id, status, amount, currency, provider, provider_reference)
    select ('10000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'captured', n, 'EUR', 'fake', 'p' || n
    from generate_series(1, ${count}::integer) as n`
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever was answered
  readonly data: any
  readonly errors?: readonly {
    readonly path: readonly unknown[]
    readonly extensions: { readonly code: string }
  }[]
}

async function post(url: string, body: object, token: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as Answer
}
