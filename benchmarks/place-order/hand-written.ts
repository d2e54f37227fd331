// The yardstick: one Fastify endpoint on pg that places an order as good hand-written code does, statement by
// statement (named) in one transaction, with the same rows as the shop writes: key, stock, order, lines,
// history, payment, cart, notification, outbox. No provider is called, no saga kept, nothing is validated twice.

import { randomUUID } from 'node:crypto'

import fastify from 'fastify'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import pg from 'pg'

interface Line {
  sku: string
  quantity: number
}

const jwks: JSONWebKeySet = JSON.parse(process.env.JWKS ?? '{"keys":[]}')
const keys = createLocalJWKSet(jwks)
const verified = new Map<string, string>()
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 })
const app = fastify()

const body = {
  type: 'object',
  required: ['cartId'],
  properties: { cartId: { type: 'string', format: 'uuid' } },
  additionalProperties: false,
} as const

app.post<{ Body: { cartId: string } }>('/orders', { schema: { body } }, async (request, reply) => {
  const customer = await customerOf(request.headers.authorization ?? '')
  const key = String(request.headers['idempotency-key'])
  const client = await pool.connect()
  try {
    await client.query('begin')
    const order = await place(client, customer, { key, cartId: request.body.cartId })
    await client.query('commit')
    return reply.code(201).send(order)
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
})

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
process.stdout.write('{"ready":true}\n')

async function customerOf(authorization: string): Promise<string> {
  const known = verified.get(authorization)
  if (known) return known
  const { payload } = await jwtVerify(authorization.replace(/^Bearer /, ''), keys)
  const customer = String(payload.sub)
  verified.set(authorization, customer)
  return customer
}

type Run = <Row extends pg.QueryResultRow>(
  name: string,
  text: string,
  values: unknown[],
) => Promise<Row[]>

interface PricedLine extends Line {
  price: number
}

async function place(
  client: pg.PoolClient,
  customer: string,
  { key, cartId }: { key: string; cartId: string },
) {
  const run: Run = async <Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ) => (await client.query<Row>({ name, text, values })).rows
  const claimed = await run(
    'claim',
    'insert into idempotency (customer_id, key) values ($1, $2) on conflict do nothing returning key',
    [customer, key],
  )
  if (claimed.length === 0) {
    const [kept] = await run<{ output: object }>(
      'kept',
      'select output from idempotency where customer_id = $1 and key = $2',
      [customer, key],
    )
    return kept?.output
  }
  const order = await write(run, { customer, cartId, lines: await take(run, customer, cartId) })
  await run('answer', 'update idempotency set output = $3 where customer_id = $1 and key = $2', [
    customer,
    key,
    JSON.stringify(order),
  ])
  return order
}

/** The cart's lines with their prices, their stock taken in the order of the skus. */
async function take(run: Run, customer: string, cartId: string): Promise<PricedLine[]> {
  const [cart] = await run<{ lines: Line[] }>(
    'cart',
    'select lines from carts where id = $1 and customer_id = $2 and not ordered for update',
    [cartId, customer],
  )
  if (!cart) throw new Error('no such cart')
  const prices = await run<{ sku: string; price: string }>(
    'prices',
    'select sku, price from stock where sku = any($1)',
    [cart.lines.map(({ sku }) => sku)],
  )
  const priceOf = new Map(prices.map(({ sku, price }) => [sku, Number(price)]))
  const lines = cart.lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  for (const { sku, quantity } of lines) {
    const taken = await run(
      'take',
      'update stock set available = available - $2, sold = sold + $2 where sku = $1 and available >= $2 returning sku',
      [sku, quantity],
    )
    if (taken.length === 0) throw new Error(`out of stock: ${sku}`)
  }
  return lines.map((line) => ({ ...line, price: priceOf.get(line.sku) ?? 0 }))
}

async function write(
  run: Run,
  { customer, cartId, lines }: { customer: string; cartId: string; lines: PricedLine[] },
) {
  const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  const id = randomUUID()
  await run(
    'order',
    "insert into orders (id, customer_id, cart_id, status, total) values ($1, $2, $3, 'confirmed', $4)",
    [id, customer, cartId, total],
  )
  for (const [index, { sku, quantity, price }] of lines.entries()) {
    await run('line', 'insert into order_lines values ($1, $2, $3, $4, $5)', [
      id,
      index,
      sku,
      quantity,
      price,
    ])
  }
  await run(
    'history',
    "insert into history (order_id, version, status) values ($1, 1, 'pending'), ($1, 2, 'authorized'), ($1, 3, 'confirmed')",
    [id],
  )
  await run('payment', "insert into payments values ($1, $2, 'captured')", [id, total])
  await run('ordered', 'update carts set ordered = true where id = $1', [cartId])
  await run('notification', 'insert into notifications (id, order_id) values ($1, $2)', [
    randomUUID(),
    id,
  ])
  await run('outbox', "insert into outbox values ($1, 'orderConfirmed', $2)", [
    randomUUID(),
    JSON.stringify({ id, total }),
  ])
  return { orderId: id, status: 'confirmed', total }
}
