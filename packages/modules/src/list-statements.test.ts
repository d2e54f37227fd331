import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { defineModule, handle } from '@archwright/kit'
import { inertEnvironment } from '@archwright/kit/app'
import { pageInput, pageOf, query } from '@archwright/kit/contract'
import { testDatabase } from '@archwright/kit/postgres'
import { startTestProcess, type TestProcess } from '@archwright/kit/testing'
import pg from 'pg'
import { Type } from 'typebox'

import { payments } from './payments/index.ts'
import { createFakeProvider } from './payments/testing/fake-provider.ts'
import { readyModule, readyModules } from './ready.ts'
import { type CountedPostgres, countStatements } from './testing/count-statements.ts'

// A list that asks again for each of its items (N+1) is quick in every test and slow in every shop. So each list of the
// ready modules is asked for one item and for many, and has to make the same number of statements.

const many = 40
const order = '0192f0c1-2345-7abc-8def-0123456789ab'

interface List {
  readonly path: string
  /** Makes $1 items. */
  readonly seed?: string
}

const lists: Readonly<Record<string, List>> = {
  'audit.listEntries': {
    path: '/audit/entries?module=seed',
    seed: `select kit.append_audit(jsonb_agg(jsonb_build_object('stream', 'seed', 'at', now(), 'principal', 'ann',
        'roles', array['staff'], 'operation', 'seed.sow', 'outcome', 'done'))) from generate_series(1, $1::int)`,
  },
  'catalog.listProducts': {
    path: '/products?',
    seed: `with product as (
        insert into catalog.product (id, title, description, active, updated_at)
        select gen_random_uuid(), 'Leaf ' || n, 'A leaf', true, now() from generate_series(1, $1::int) as n
        returning id, title)
      insert into catalog.variant (sku, product_id, position, attributes, price_amount, price_currency)
      select lower(replace(title, ' ', '-')) || '-' || size, id, size, '{}', 100, 'EUR'
      from product, generate_series(1, 2) as size`,
  },
  // Of the same rows.
  'catalog.searchProducts': { path: '/products/search?q=leaf' },
  'notifications.listNotifications': {
    path: '/notifications?',
    seed: `with customer as (
        insert into notifications.customer select 'customer ' || n from generate_series(1, $1::int) as n
        returning customer_id)
      insert into notifications.notification (id, customer_id, kind, subject, data, status, created_at)
      select gen_random_uuid(), customer_id, 'welcome', 'hello', '{}', 'waiting', now() from customer`,
  },
  'orders.listOrders': {
    path: '/orders?',
    seed: `with placed as (
        insert into orders.orders (order_id, customer_id, cart_id, status, currency, total, placed_at)
        select gen_random_uuid(), 'ann', gen_random_uuid(), 'confirmed', 'EUR', n, now()
        from generate_series(1, $1::int) as n returning order_id)
      insert into orders.order_lines select order_id, 0, 'leaf-1', 1, 100 from placed`,
  },
  'orders.getHistory': {
    path: `/orders/${order}/history?`,
    seed: `with placed as (
        insert into orders.orders (order_id, customer_id, cart_id, status, currency, total, placed_at)
        values ('${order}', 'ann', gen_random_uuid(), 'confirmed', 'EUR', 1, now()) on conflict do nothing)
      insert into kit.event (category, stream, version, type, data, turn)
      select 'orders.order', '${order}', n, 'cancellationRefused', '{"by": "ann", "why": "REFUND_REFUSED"}', 0
      from generate_series(1, $1::int) as n`,
  },
  'webhooks.listEndpoints': {
    path: '/webhooks/endpoints?',
    seed: `insert into webhooks.endpoint (id, owner_id, owner_role, url, events, description, created_at)
      select gen_random_uuid(), 'staff', 'staff', 'https://example.com/' || n, '{custom.leaf}', 'A leaf', now()
      from generate_series(1, $1::int) as n`,
  },
  'webhooks.listDeliveries': {
    path: '/webhooks/deliveries?state=delivered',
    seed: `with message as (
        insert into webhooks.message select gen_random_uuid(), '{}', now()
        from generate_series(1, $1::int) returning id)
      insert into webhooks.delivery (id, endpoint_id, message_id, event, state, attempts, created_at, ended_at)
      select gen_random_uuid(), (select id from webhooks.endpoint limit 1), message.id, 'custom.leaf', 'delivered', 1, now(), now()
      from message`,
  },
}

describe('a list makes as many statements for many items as for one', () => {
  let system: Awaited<ReturnType<typeof start>>
  before(async () => {
    system = await start()
  })
  after(() => system[Symbol.asyncDispose]())

  it('every list of the ready modules is among them', () => {
    const paged = readyModules.flatMap((name) =>
      readyModule(name)(inertEnvironment).handlers.flatMap(({ operation }) =>
        operation.kind === 'query' && operation.paged ? [operation.name as string] : [],
      ),
    )
    assert.deepEqual(Object.keys(lists).toSorted(), paged.toSorted())
  })

  for (const [name, { path, seed }] of Object.entries(lists)) {
    it(name, async () => {
      if (seed) await system.seed(seed, many)

      const one = await system.ask(path, 1)
      const all = await system.ask(path, many)

      assert.deepEqual([one.items, all.items], [1, many])
      assert.ok(one.statements > 0)
      assert.equal(all.statements, one.statements)
    })
  }

  it('and one that asks again for each item is noticed', async () => {
    const one = await system.ask('/planted?', 1)
    const all = await system.ask('/planted?', many)

    assert.deepEqual([one.statements, all.statements], [2, 1 + many])
  })
})

/** A list that asks again for each of its items, to show that this is noticed. */
const listSlowly = query({
  name: 'planted.listSlowly',
  summary: 'Products, one by one',
  rest: 'GET /planted',
  access: 'public',
  paged: true,
  input: Type.Object(pageInput),
  output: pageOf(Type.Object({ id: Type.String() })),
})
const planted = defineModule({
  name: 'planted',
  summary: 'Asks one by one',
  handlers: [
    handle(listSlowly, async ({ limit }, { sql }) => {
      const ids = await sql<{ id: string }>`select id from catalog.product limit ${limit}`
      const one = ({ id }: { id: string }) =>
        sql<{ id: string }>`select id from catalog.product where id = ${id}`
      return { items: (await Promise.all(ids.map(one))).flat(), nextCursor: null }
    }),
  ],
})

async function start() {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await testDatabase())
  const postgres: CountedPostgres = opened.use(await countStatements(database.url))
  const ready = Object.fromEntries(readyModules.map((name) => [name, readyModule(name)]))
  const modules = {
    ...ready,
    payments: () => payments({ provider: createFakeProvider() }),
    planted: () => planted,
  }
  const system: TestProcess = opened.use(
    await startTestProcess({
      modules,
      variables: { DATABASE_URL: postgres.url },
      wiring: { cache: { level: 'none', mostSeconds: 1, entries: 1, bytes: 1, idleMs: 60_000 } },
    }),
  )
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  opened.defer(() => client.end())
  const authorization = `Bearer ${await system.tokenFor('staff', 'staff')}`
  const get = async (path: string) => {
    const answer = await fetch(`${system.app.url}/v1${path}`, { headers: { authorization } })
    const body = Object(await answer.json())
    assert.equal(answer.status, 200, JSON.stringify(body))
    return body.items.length as number
  }
  const stack = opened.move()
  return {
    seed: (text: string, items: number) => client.query(text, [items]),
    /** The least of some tries: background work of the module may come between. */
    async ask(path: string, limit: number) {
      const page = `${path}&limit=${limit}`
      let items = await get(page) // the first prepares its statements
      let statements = Number.POSITIVE_INFINITY
      for (let tries = 0; tries < 5; tries += 1) {
        postgres.take()
        items = await get(page)
        const own = postgres.take().filter((text) => !isBackground(text))
        statements = Math.min(statements, own.length)
      }
      return { items, statements }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Of the kit's own loops, which run all the time. */
function isBackground(text: string): boolean {
  return /^(begin|commit|rollback|listen)|kit\.(outbox|saga|feed|cache_change|projection)|graphile_worker/.test(
    text.trim(),
  )
}
