import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { builtIn, Failure } from '../contract/failure.ts'
import { brewTea, getTea } from '../contracts-out/tea-shop.fixture.ts'
import type { Call } from '../dispatch/call.ts'
import { currentSpan, inSpan } from './call-scope.ts'
import { createLinking } from './linking.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { createObserver } from './observer.ts'
import { spanOf } from './span.ts'
import { recordingExporter } from './testing/recording-exporter.ts'
import { createTracing } from './tracing.ts'

const call: Call = { operation: 'tea.brewTea', input: {}, from: { transport: 'rest' } }
const leaf = spanOf('leaf', 'CLIENT')

describe('of traces that nobody asked for', () => {
  it('keeps the wired share, and decides it where they begin', async () => {
    let drawn = 0
    await using seen = await observed({ sampleRatio: 0.25, random: () => (drawn++ % 4) / 4 })
    for (let turn = 0; turn < 100; turn++) await seen.observe(brewTea, call, async () => 'ok')
    assert.equal((await seen.spans()).length, 25)
  })

  it('keeps those with an error of ours, however deep, whole; and none for a declared failure', async () => {
    await using seen = await observed({ sampleRatio: 0 })
    const local = { ...call, from: { transport: 'local' } } as const
    await seen.observe(brewTea, call, async () => {
      await inSpan(leaf, async () => {})
      await seen.observe(getTea, local, () => Promise.reject(new TypeError('bug'))).catch(() => {})
    })
    const declared = () => Promise.reject(new Failure('OUT_OF_TEA', 'conflict'))
    await seen.observe(brewTea, call, declared).catch(() => {})
    const names = (await seen.spans()).map(({ name }) => name)
    assert.deepEqual(names, ['tea.brewTea', 'leaf', 'tea.getTea'])
  })

  it('keeps those that are slow for their operation', async () => {
    const slowMs = 2_000
    await using seen = await observed({ sampleRatio: 0, slowMs })
    await seen.observe(brewTea, call, () => setTimeout(2))
    await seen.observe(brewTea, call, () => setTimeout(slowMs + 20))
    assert.equal((await seen.spans()).length, 1)
  })

  it('keeps so many errors a second and no more', async () => {
    await using seen = await observed({ sampleRatio: 0 })
    const shed = () => Promise.reject(builtIn('OVERLOADED'))
    const started = performance.now()
    for (let turn = 0; turn < 500; turn++) await seen.observe(brewTea, call, shed).catch(() => {})
    const seconds = 1 + Math.ceil((performance.now() - started) / 1_000)
    const { length } = await seen.spans()
    assert.ok(length >= 50 && length <= 50 * seconds && length < 500, `${length} in ${seconds} s`)
  })

  it('holds so much of one trace and no more, and says what it left out', async () => {
    await using seen = await observed({ sampleRatio: 1 })
    await seen.observe(brewTea, call, async () => {
      for (let turn = 0; turn < 1_500; turn++) await inSpan(leaf, async () => {})
    })
    const spans = await seen.spans()
    assert.equal(spans.length, 1_000)
    assert.equal(spans[0]?.attributes['trace.dropped_spans'], 501)
  })

  it('keeps late parts of what is kept, and forgets those of what is not', async () => {
    for (const [sampleRatio, kept] of [
      [1, 2],
      [0, 0],
    ] as const) {
      await using seen = await observed({ sampleRatio })
      let late: Promise<void> | undefined
      await seen.observe(brewTea, call, async () => {
        late = inSpan(leaf, () => setTimeout(20))
      })
      await late
      assert.equal((await seen.spans()).length, kept)
    }
  })
})

describe('of traces that a caller sampled', () => {
  const traceparent = (turn: number, flags: string) =>
    `00-${String(turn).padStart(32, '1')}-b7ad6b7169203331-${flags}`

  it('keeps all of our own processes, and leaves out what they left out', async () => {
    await using seen = await observed({ sampleRatio: 0.5, random: () => 0.9 })
    const ours = { ...call, from: { transport: 'remote' } } as const
    for (let turn = 0; turn < 100; turn++) {
      const flags = turn % 2 === 0 ? '01' : '00'
      await seen.observe(
        brewTea,
        { ...ours, traceparent: traceparent(turn, flags) },
        async () => {},
      )
    }
    assert.equal((await seen.spans()).length, 50)
  })

  it('keeps those of outside callers within a bound', async () => {
    await using seen = await observed({ sampleRatio: 0 })
    const started = performance.now()
    for (let turn = 0; turn < 200; turn++)
      await seen.observe(brewTea, { ...call, traceparent: traceparent(turn, '01') }, async () => {})
    const seconds = 1 + Math.ceil((performance.now() - started) / 1_000)
    const { length } = await seen.spans()
    assert.ok(length >= 10 && length <= 10 * seconds && length < 200, `${length} in ${seconds} s`)
  })
})

describe('what several handed over', () => {
  const one = `00-${'1'.repeat(32)}-${'a'.repeat(16)}-01`
  const other = `00-${'2'.repeat(32)}-${'b'.repeat(16)}-00`

  it('goes on in the trace of one, and in one of its own with links to several', async () => {
    await using seen = await observed({ sampleRatio: 0 })
    await seen.linking.carryOn(leaf, [one, one], async () => {})
    await seen.linking.carryOn(leaf, [one, other, null], async () => {})
    await seen.linking.carryOn(leaf, [other], async () => {})
    const [alone, shared, ...more] = await seen.spans()
    assert.equal(alone?.spanContext().traceId, '1'.repeat(32))
    assert.equal(alone?.parentSpanContext?.spanId, 'a'.repeat(16))
    assert.deepEqual(
      shared?.links.map(({ context }) => context.traceId),
      ['1'.repeat(32), '2'.repeat(32)],
    )
    assert.equal(shared?.parentSpanContext, undefined)
    assert.deepEqual(more, [])
  })

  it('links callers that share a run both ways', async () => {
    await using seen = await observed({ sampleRatio: 1 })
    const callers: Promise<unknown>[] = []
    const spans: ReturnType<typeof currentSpan>[] = []
    let finish = () => {}
    const shared = new Promise<void>((resolve) => {
      finish = resolve
    })
    for (const _ of ['ann', 'ben']) {
      callers.push(
        seen.observe(brewTea, call, () => {
          spans.push(currentSpan())
          return shared
        }),
      )
    }
    await seen.linking.together(leaf, spans, async () => {})
    finish()
    await Promise.all(callers)
    const [run, ann, ben] = await seen.spans()
    const linksOf = (span: typeof run) => span?.links.map(({ context }) => context.spanId)
    assert.deepEqual(linksOf(run), [ann?.spanContext().spanId, ben?.spanContext().spanId])
    assert.deepEqual(linksOf(ann), [run?.spanContext().spanId])
    assert.deepEqual(linksOf(ben), [run?.spanContext().spanId])
  })
})

interface Sampling {
  readonly sampleRatio: number
  readonly random?: () => number
  readonly slowMs?: number
}

/** Slow for nobody unless a test says so. */
async function observed({ slowMs = 600_000, ...sampling }: Sampling) {
  const exporter = recordingExporter()
  const tracing = await createTracing({ service: 'tea', exporter, ...sampling })
  const logger = createLogger({ service: 'tea', level: 'silent' })
  const parts = { logger, metrics: createMetrics(), tracing, slowMs: { 'tea.brewTea': slowMs } }
  return {
    observe: createObserver(parts),
    linking: createLinking(tracing),
    async spans() {
      await tracing.shutdown()
      return exporter.sent
    },
    [Symbol.asyncDispose]: () => tracing.shutdown(),
  }
}
