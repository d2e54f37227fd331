import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { startSmtpSink } from './notifications/smtp-sink.ts'

/** A shop in two processes, each with a database of its own; one order is followed by what they tell a collector. */

const traceId = '0af7651916cd43dd8448eb211c80319c'
const caller = 'b7ad6b7169203331'

describe('one order', { timeout: 480_000 }, () => {
  it('is one whole trace, from the request through both processes to the letter', async () => {
    await using shop = await startShop()
    await shop.placeOrder(`00-${traceId}-${caller}-01`)
    const spans = await shop.spansUntil('hand over a letter')

    const ids = new Set(spans.map(({ spanId }) => spanId))
    assert.equal(ids.size, spans.length)
    const roots = spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))
    assert.deepEqual(
      roots.map(({ name, parentSpanId }) => [name, parentSpanId]),
      [['orders.placeOrder', caller]],
      'every other span hangs on one that is there',
    )
    const told = (service: string, kind: number) =>
      new Set(
        spans.filter((one) => one.service === service && one.kind === kind).map((one) => one.name),
      )
    assert.ok(told('shop-front', server).has('orders.placeOrder'))
    for (const step of ['payments.authorize', 'payments.capture']) {
      assert.ok(told('shop-front', client).has(step), `${step} is asked`)
      assert.ok(told('shop-back', server).has(step), `${step} is answered`)
    }
    assert.ok([...told('shop-front', consumer)].some((name) => name.startsWith('saga orders.')))
    assert.ok(told('shop-back', consumer).has('process notifications.tellConfirmed'))
    assert.ok(told('shop-back', consumer).has('process notifications.send'))
    assert.ok(told('shop-back', client).has('payment-provider'))
  })

  it('tells its statements by their text and server, and not one value', async () => {
    await using shop = await startShop()
    const { cartId, orderId } = await shop.placeOrder(`00-${traceId}-${caller}-01`)
    const statements = (await shop.spansUntil('hand over a letter')).filter(
      ({ attributes }) => attributes['db.system.name'] === 'postgresql',
    )
    assert.ok(statements.length > 10, `${statements.length} statements`)
    for (const { name, kind, attributes } of statements) {
      assert.equal(kind, client)
      assert.equal(name, attributes['db.query.summary'])
      assert.ok(attributes['db.query.text'] && attributes['db.namespace'], name)
      assert.equal(attributes['server.address'], '127.0.0.1')
    }
    const text = JSON.stringify(statements)
    for (const value of [cartId, orderId, 'ada@example.com', 'tok_ok'])
      assert.ok(!text.includes(value), value)
    assert.ok(statements.some(({ name }) => name === 'COMMIT'))
  })
})

/** As OpenTelemetry's protocol numbers them. */
const [server, client, consumer] = [2, 3, 5]

interface TracedSpan {
  readonly service: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
}

async function startShop() {
  await using opened = new AsyncDisposableStack()
  const mail = opened.use(await startSmtpSink())
  const collector = opened.adopt(await startCollector(), (open) => open.close())
  const [front, back] = [await freePort(), await freePort()]
  const shared = {
    FRONT_URL: `http://127.0.0.1:${front}`,
    BACK_URL: `http://127.0.0.1:${back}`,
    SMTP_URL: mail.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  }
  const children = await Promise.all([
    startProcess({ ...shared, PROCESS: 'front', PORT: String(front) }),
    startProcess({ ...shared, PROCESS: 'back', PORT: String(back) }),
  ])
  const stop = () => Promise.all(children.map(({ child }) => stopProcess(child)))
  opened.defer(async () => void (await stop()))
  const ask = clientOf(shared.FRONT_URL)
  const stack = opened.move()
  return {
    placeOrder: (traceparent: string) => placeOrder(ask, children[0].staff, traceparent),
    /** Those of the order's trace; on a slow machine others are kept because they are slow. */
    async spansUntil(name: string) {
      const ours = () => collector.spans.filter((span) => span.traceId === traceId)
      await until(() => ours().some((span) => span.name === name))
      await stop() // sends what is left
      return ours()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

type Ask = ReturnType<typeof clientOf>

function clientOf(url: string) {
  return async (route: string, body: object, headers: Record<string, string> = {}) => {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        ...headers,
      },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as Record<string, string>
    assert.ok(response.ok, `${route}: ${JSON.stringify(answer)}`)
    return answer
  }
}

/** Somebody registers, fills a cart and orders; only the order is asked to be traced. */
async function placeOrder(ask: Ask, staff: string, traceparent: string) {
  const asStaff = { authorization: `Bearer ${staff}` }
  await ask('PUT /stock/tea-1', { onHand: 10 }, asStaff)
  const price = { amount: 450, currency: 'EUR' }
  const variants = [{ sku: 'tea-1', attributes: {}, price }]
  await ask('POST /products', { title: 'Tea', variants }, asStaff)
  const login = { email: 'ada@example.com', password: 'correct battery staple' }
  await ask('POST /users', { ...login, name: 'Ada' })
  const { accessToken } = await ask('POST /sessions', login)
  const ada = { authorization: `Bearer ${accessToken}` }
  const { id: cartId = '' } = await ask('POST /carts', {}, ada)
  await ask(`PUT /carts/${cartId}/lines/tea-1`, { quantity: 1 }, ada)
  const order = { cartId, paymentMethod: 'tok_ok' }
  const { orderId = '', status } = await ask('POST /orders', order, { ...ada, traceparent })
  assert.ok(status === 'confirmed' || status === 'pending', `${status}`) // a slow machine answers before the end
  return { cartId, orderId }
}

async function startProcess(variables: Record<string, string>) {
  const script = fileURLToPath(new URL('testing/split-shop.ts', import.meta.url))
  const child = fork(script, [JSON.stringify(variables)])
  const died = once(child, 'exit').then(([code]) => assert.fail(`it ended with ${code}`))
  const [{ staff }] = (await Promise.race([once(child, 'message'), died])) as [{ staff: string }]
  died.catch(() => {}) // from here on it ends when it is told to
  return { child, staff }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (!child.connected) return
  const exited = once(child, 'exit')
  child.send('stop')
  await exited
}

/** What an OpenTelemetry collector does with OTLP over HTTP in JSON, and remembers the spans. */
async function startCollector() {
  const spans: TracedSpan[] = []
  const http = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    assert.equal(`${request.method} ${request.url}`, 'POST /v1/traces')
    spans.push(...spansOf(JSON.parse(body) as Exported))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo // it listens on TCP
  return { url: `http://127.0.0.1:${port}`, spans, close: () => void http.close() }
}

interface Exported {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: (Omit<TracedSpan, 'attributes'> & { attributes: Attribute[] })[] }[]
  }[]
}

interface Attribute {
  key: string
  value: Record<string, unknown>
}

function spansOf({ resourceSpans }: Exported): TracedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(plain(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, service, attributes: plain(span.attributes) })),
    )
  })
}

function plain(attributes: Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo // it listens on TCP
  socket.close()
  return port
}

async function until(is: () => boolean): Promise<void> {
  const deadline = performance.now() + 120_000
  while (!is()) {
    assert.ok(performance.now() < deadline, 'not within 120 s')
    await pause(50)
  }
}
