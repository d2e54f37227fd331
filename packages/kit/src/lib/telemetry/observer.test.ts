import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import type { SpanExporter } from '@opentelemetry/sdk-trace'

import { builtIn, Failure } from '../contract/failure.ts'
import { brewTea, getTea } from '../contracts-out/tea-shop.fixture.ts'
import type { Call } from '../dispatch/call.ts'
import { currentTraceparent } from './call-scope.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { createObserver } from './observer.ts'
import { recordingExporter } from './testing/recording-exporter.ts'
import { createTracing, type TracingSettings } from './tracing.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`
const call: Call = { operation: 'tea.brewTea', input: {}, from: { transport: 'rest' } }

describe('metrics of calls', () => {
  it('count each call by operation and how it ended', async () => {
    const { observe, metrics } = await observed({})
    const endings: (() => Promise<unknown>)[] = [
      async () => 'ok',
      () => Promise.reject(new Failure('OUT_OF_TEA', 'conflict')),
      () => Promise.reject(builtIn('RATE_LIMITED')),
      () => Promise.reject(builtIn('OVERLOADED')),
      () => Promise.reject(builtIn('UNAVAILABLE')),
      () => Promise.reject(new TypeError('bug')),
    ]
    for (const run of endings) await observe(brewTea, call, run).catch(() => {})
    const text = await metrics.page.text()
    const counts = [
      ...text.matchAll(/seconds_count\{operation="tea.brewTea",outcome="(\w+)"\} (\d)/g),
    ]
    assert.deepEqual(Object.fromEntries(counts.map(([, outcome, count]) => [outcome, count])), {
      ok: '1',
      failure: '2',
      shed: '1',
      error: '2',
    })
    assert.match(text, /process_resident_memory_bytes \d/)
    assert.match(text, /nodejs_eventloop_lag_p99_seconds \d/)
  })

  it('read gauges when somebody looks, and forget what is gone', async () => {
    const { metrics } = await observed({})
    let connections: Record<string, number> = { idle: 3, busy: 1 }
    metrics.gauge({
      name: 'database_connections',
      help: 'Connections by state.',
      label: 'state',
      read: () => connections,
    })
    metrics.gauge({ name: 'calls_in_flight', help: 'Calls.', read: () => 7 })
    assert.match(
      await metrics.page.text(),
      /database_connections\{state="busy"\} 1[\s\S]*calls_in_flight 7/,
    )
    connections = { idle: 4 }
    assert.doesNotMatch(await metrics.page.text(), /state="busy"/)
  })

  it('leave out a gauge that cannot be read, and show the others', async () => {
    const { metrics } = await observed({})
    const away = () => Promise.reject(new Error('the database is away'))
    metrics.gauge({ name: 'outbox_waiting', help: 'Events.', label: 'of', read: away })
    metrics.gauge({ name: 'calls_in_flight', help: 'Calls.', read: async () => 7 })
    const text = await metrics.page.text()
    assert.match(text, /calls_in_flight 7/)
    assert.doesNotMatch(text, /outbox_waiting\{/)
  })

  it('count events of two labels', async () => {
    const { metrics } = await observed({})
    const count = metrics.counter({ name: 'events', help: 'E.', labels: ['dependency', 'event'] })
    count('payments', 'opened')
    count('payments', 'opened')
    assert.match(await metrics.page.text(), /events\{dependency="payments",event="opened"\} 2/)
  })
})

describe('the log', () => {
  it('tells errors with their cause, outages, slow calls, and nothing of the others', async () => {
    const { observe, lines } = await observed({ slowMs: 5 })
    const withId = { ...call, correlationId: 'c-1' }
    await observe(brewTea, withId, async () => 'ok')
    await observe(brewTea, withId, async () => setTimeout(10))
    const failing = [
      new TypeError('bug'),
      builtIn('UNAVAILABLE'),
      new Failure('OUT_OF_TEA', 'conflict'),
    ]
    for (const error of failing) {
      await observe(brewTea, withId, () => Promise.reject(error)).catch(() => {})
    }
    assert.deepEqual(
      lines().map(({ level, outcome, code, correlationId }) => [
        level,
        outcome,
        code,
        correlationId,
      ]),
      [
        ['info', 'ok', undefined, 'c-1'],
        ['error', 'error', undefined, 'c-1'],
        ['warn', 'error', 'UNAVAILABLE', 'c-1'],
      ],
    )
    assert.match(JSON.stringify(lines()[1]?.err), /TypeError.*bug/)
  })

  it('tells every call at debug, nested ones under the same correlation id', async () => {
    const { observe, lines } = await observed({ level: 'debug' })
    await observe(brewTea, { ...call, correlationId: 'c-2' }, () =>
      observe(getTea, { ...call, from: { transport: 'local' } }, async () => 'ok'),
    )
    assert.deepEqual(
      lines().map(({ operation, transport, correlationId }) => [
        operation,
        transport,
        correlationId,
      ]),
      [
        ['tea.getTea', 'local', 'c-2'],
        ['tea.brewTea', 'rest', 'c-2'],
      ],
    )
  })

  it('never writes what is secret, three levels deep', () => {
    const written: string[] = []
    const logger = createLogger({
      service: 'tea',
      destination: { write: (line) => written.push(line) },
    })
    const secrets = {
      password: 'hunter2',
      token: 'hunter2',
      authorization: 'Bearer hunter2',
      cookie: 'hunter2',
    }
    logger.info({
      ...secrets,
      deep: secrets,
      deeper: { still: { ...secrets, 'set-cookie': ['hunter2'] } },
    })
    assert.match(written.join(), /\[redacted\]/)
    assert.doesNotMatch(written.join(), /hunter2/)
  })
})

describe('traces', () => {
  it('continue the caller and go on to nested calls', async () => {
    const exporter = recordingExporter()
    const { observe, tracing } = await observed({ exporter })
    let inside: string | null = null
    await observe(brewTea, { ...call, traceparent, idempotencyKey: 'k-1' }, () =>
      observe(getTea, { ...call, from: { transport: 'local' } }, async () => {
        inside = currentTraceparent()
      }),
    )
    await tracing.shutdown()
    const [outer, inner] = exporter.sent
    assert.deepEqual(
      exporter.sent.map(({ name }) => name),
      ['tea.brewTea', 'tea.getTea'],
    )
    assert.equal(outer?.spanContext().traceId, traceId)
    assert.equal(outer?.parentSpanContext?.spanId, 'b7ad6b7169203331')
    assert.equal(inner?.parentSpanContext?.spanId, outer?.spanContext().spanId)
    assert.equal(inside, `00-${traceId}-${inner?.spanContext().spanId}-01`)
    assert.equal(outer?.attributes['call.idempotency_key'], 'k-1')
    assert.equal(currentTraceparent(), null)
  })

  it('mark what went wrong, with the exception only when it is ours', async () => {
    const exporter = recordingExporter()
    const { observe, tracing } = await observed({ exporter })
    for (const error of [new TypeError('bug'), new Failure('OUT_OF_TEA', 'conflict')]) {
      await observe(brewTea, call, () => Promise.reject(error)).catch(() => {})
    }
    await tracing.shutdown()
    const [bug, failure] = exporter.sent
    assert.deepEqual([bug?.status.code, bug?.events.length], [2, 1])
    assert.deepEqual([failure?.status.code, failure?.events.length], [0, 0])
    assert.equal(failure?.attributes['call.failure'], 'OUT_OF_TEA')
  })

  it('leave out what the caller left out, and tell the next so', async () => {
    const exporter = recordingExporter()
    const { observe, tracing } = await observed({ exporter })
    const notSampled = traceparent.replace(/01$/, '00')
    await observe(brewTea, { ...call, traceparent: notSampled }, async () => {
      assert.match(currentTraceparent() ?? '', new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`))
    })
    await tracing.shutdown()
    assert.deepEqual(exporter.sent, [])
  })

  it('are off without an endpoint, and still pass the caller on', async () => {
    const { observe } = await observed({ exporter: undefined })
    await observe(brewTea, { ...call, traceparent }, async () => {
      assert.equal(currentTraceparent(), traceparent)
    })
    await observe(brewTea, { ...call, traceparent: 'nonsense' }, async () => {
      assert.equal(currentTraceparent(), null)
    })
  })

  it('reach a collector over OTLP', async () => {
    const received: string[] = []
    const collector = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      received.push(`${request.method} ${request.url} ${body}`)
      response.setHeader('content-type', 'application/json').end('{}')
    })
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    const { port } = collector.address() as AddressInfo // it listens on TCP
    const endpoint = `http://127.0.0.1:${port}`
    const { observe, tracing } = await observed({ exporter: undefined, endpoint })
    await observe(brewTea, call, async () => 'ok')
    await tracing.shutdown()
    collector.close()
    assert.equal(received.length, 1)
    assert.match(received[0] ?? '', /^POST \/v1\/traces .*"tea-process".*"tea\.brewTea"/)
  })
})

interface Setting extends Partial<Omit<TracingSettings, 'exporter'>> {
  exporter?: SpanExporter | undefined
  level?: string
  slowMs?: number
}

async function observed({
  exporter,
  endpoint,
  sampleRatio = 1,
  level = 'info',
  slowMs = 1_000,
}: Setting) {
  const written: string[] = []
  const logger = createLogger({
    service: 'tea-process',
    level,
    destination: { write: (line) => written.push(line) },
  })
  const metrics = createMetrics()
  const tracing = await createTracing({
    service: 'tea-process',
    sampleRatio,
    ...(exporter ? { exporter } : {}),
    ...(endpoint ? { endpoint } : {}),
  })
  const observe = createObserver({ logger, metrics, tracing, slowMs: { 'tea.brewTea': slowMs } })
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { observe, metrics, tracing, lines }
}
