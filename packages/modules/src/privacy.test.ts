import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { defineModule, type Sql } from '@archwright/kit'
import { startTestProcess, type TestProcess } from '@archwright/kit/testing'

import { create as carts } from './carts/index.ts'
import { create as catalog } from './catalog/index.ts'
import { create as identity } from './identity/index.ts'
import { create as notifications } from './notifications/index.ts'
import { create as orders } from './orders/index.ts'
import { create as webhooks } from './webhooks/index.ts'

/** What the shop holds of a person: told to them whole, and erased but for what the law keeps. */

let shop: TestProcess
let staff: string
let sql: Sql
before(async () => {
  shop = await startTestProcess({
    modules: {
      ...{ identity, catalog, carts, orders, notifications, webhooks },
      looking: () =>
        defineModule({
          name: 'looking',
          summary: 'Looks into the tables.',
          handlers: [],
          async start(context) {
            sql = context.sql
            return async () => {}
          },
        }),
    },
    variables: { LOG_LEVEL: 'error' },
  })
  staff = await shop.tokenFor('sue', 'staff')
})
after(() => shop?.[Symbol.asyncDispose]())

describe('what is held of a person', { timeout: 240_000 }, () => {
  it('is told whole to the person and to staff, and to nobody else', async () => {
    const { id, token, email } = await register('Zoë Markova')
    await fill(id)
    const mine = await ask<Export>('GET', '/v1/privacy/export', { token })
    assert.equal(mine.status, 200)
    const rowsOf = (module: string, what: string) =>
      mine.json.parts.find((part) => part.module === module && part.what === what)?.rows ?? []
    assert.partialDeepStrictEqual(rowsOf('identity', 'account'), [{ email, name: 'Zoë Markova' }])
    assert.equal(rowsOf('identity', 'sessions').length, 1)
    assert.partialDeepStrictEqual(rowsOf('orders', 'orders'), [{ total: 900, status: 'confirmed' }])
    assert.equal(rowsOf('carts', 'carts').length, 1)
    assert.partialDeepStrictEqual(rowsOf('notifications', 'recipient'), [{ email }])
    assert.ok(rowsOf('notifications', 'letters').length > 0)
    assert.doesNotMatch(JSON.stringify(mine.json), /argon2|passwordHash/)

    const byStaff = await ask<Export>('GET', `/v1/privacy/persons/${id}/export`, { token: staff })
    assert.deepEqual(byStaff.json.parts, mine.json.parts)
    const other = await register('Somebody Else')
    const stranger = await ask('GET', `/v1/privacy/persons/${id}/export`, { token: other.token })
    assert.equal(stranger.status, 403)
    assert.equal((await ask('GET', '/v1/privacy/export', {})).status, 401)
    const theirs = await ask<Export>('GET', '/v1/privacy/export', { token: other.token })
    assert.doesNotMatch(JSON.stringify(theirs.json), /Markova/)
  })

  it('is erased everywhere when the person asks, but for what the law keeps, with evidence', async () => {
    const name = 'Yaroslava Einzigartig'
    const { id, token, email, password } = await register(name)
    const bystander = await register('Bystander Bleibt')
    await fill(id)
    const holding = await tablesWith(email)
    assert.ok(holding.includes('identity.account'))
    assert.ok(!holding.some((table) => table.startsWith('notifications.')), 'sealed there')
    const started = await ask<Operation>('DELETE', '/v1/privacy/me', { token, key: 'erase-me' })
    assert.equal(started.status, 202)
    const ended = await endOf(started.json.id, staff)
    assert.equal(ended.state, 'done', JSON.stringify(ended))
    const { modules } = ended.result
    assert.deepEqual(modules.map((one) => one.module).sort(), [
      ...['carts', 'identity', 'notifications', 'orders', 'webhooks'],
    ])
    assert.equal(modules.at(-1)?.module, 'identity', 'who knows the address goes last')
    const kept = modules.flatMap((one) => one.kept)
    assert.deepEqual(
      kept.map(({ what, count }) => [what, count]),
      [['orders', 1]],
    )
    assert.match(kept[0]?.because ?? '', /tax law/)

    // What the feed and the relay still carry goes by itself within a day.
    const left = (await tablesWith(email)).filter((table) => !passing.includes(table))
    assert.deepEqual(left, [])
    assert.deepEqual(
      (await tablesWith(name)).filter((table) => !passing.includes(table)),
      [],
    )
    const login = await ask('POST', '/v1/sessions', { body: { email, password } })
    assert.equal(login.status, 401)
    assert.equal((await tablesWith(bystander.email)).includes('identity.account'), true)

    const path = `/v1/privacy/persons/${id}/erasures`
    const evidence = await ask<{ erasures: Evidence[] }>('GET', path, { token: staff })
    assert.partialDeepStrictEqual(evidence.json.erasures, [{ askedBy: 'person', modules }])
    assert.deepEqual(await tablesWith(id, 'privacy'), [], 'the evidence names nobody')
  })

  it('is erased when staff asks for a person, and a repeat finds it done', async () => {
    const { id, email } = await register('Xenia Weg')
    const path = `/v1/privacy/persons/${id}`
    for (const key of ['first', 'second']) {
      const { status, json } = await ask<Operation>('DELETE', path, { token: staff, key })
      assert.equal(status, 202)
      assert.equal((await endOf(json.id, staff)).state, 'done')
    }
    assert.deepEqual(
      (await tablesWith(email)).filter((table) => !passing.includes(table)),
      [],
    )
    const { token } = await register('Willi Darfnicht')
    assert.equal((await ask('DELETE', path, { token, key: 'third' })).status, 403)
  })
})

const passing = ['kit.feed', 'kit.outbox', 'kit.inbox']

interface Export {
  readonly personId: string
  readonly parts: { module: string; what: string; rows: object[] }[]
}

interface Operation {
  readonly id: string
  readonly state: string
  readonly result: { modules: Evidence['modules'] }
}

interface Evidence {
  readonly askedBy: string
  readonly modules: { module: string; kept: { what: string; count: number; because: string }[] }[]
}

interface Asking {
  readonly token?: string
  readonly body?: object
  readonly key?: string
}

async function ask<Json>(method: string, path: string, { token, body, key }: Asking) {
  const response = await fetch(shop.app.url + path, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, json: (await response.json()) as Json }
}

let people = 0

async function register(name: string) {
  const email = `person-${++people}-einmalig@example.com`
  const password = 'correct horse battery staple'
  const user = await ask<{ id: string }>('POST', '/v1/users', { body: { email, password, name } })
  assert.equal(user.status, 201, JSON.stringify(user.json))
  const session = await ask<{ accessToken: string }>('POST', '/v1/sessions', {
    body: { email, password },
  })
  return { id: user.json.id, token: session.json.accessToken, email, password }
}

/** An order and a cart of the person; the letter of welcome comes by itself. */
async function fill(id: string): Promise<void> {
  await sql`
    insert into orders.orders (order_id, customer_id, cart_id, status, currency, total, placed_at)
    values (gen_random_uuid(), ${id}, gen_random_uuid(), 'confirmed', 'EUR', 900, now())`
  await sql`
    insert into carts.cart (id, customer_id, updated_at) values (gen_random_uuid(), ${id}, now())`
  await waitFor(async () => {
    const rows = await sql`select from notifications.notification where customer_id = ${id}`
    return rows.length > 0
  })
}

async function endOf(id: string, token: string): Promise<Operation> {
  let operation: Operation | undefined
  await waitFor(async () => {
    operation = (await ask<Operation>('GET', `/v1/operations/${id}`, { token })).json
    return operation.state !== 'running'
  })
  return operation ?? assert.fail('no operation')
}

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, 'not within a minute')
    await setTimeout(100)
  }
}

/** Every table of the database that has the text somewhere in a row. */
async function tablesWith(text: string, schema = '%'): Promise<string[]> {
  const tables = await sql<{ name: string; found: string }>`
    select table_schema || '.' || table_name as name,
      query_to_xml(format('select count(*) from %I.%I as r where position(%L in r::text) > 0',
        table_schema, table_name, ${text}::text), false, true, '')::text as found
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
      and table_schema like ${schema}`
  return tables.filter(({ found }) => !found.includes('<count>0</count>')).map(({ name }) => name)
}
