import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { startTestProcess } from '../app/test-process.ts'
import { query } from '../contract/operation.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'

const workMs = 100
const connections = 4
const asked = { access: 'public', output: Type.Object({}), input: Type.Object({}) } as const
const operations = {
  export: query({
    ...asked,
    name: 'till.export',
    summary: 'Can wait.',
    priority: 'background',
    rest: 'GET /export',
  }),
  browse: query({ ...asked, name: 'till.browse', summary: 'Usual.', rest: 'GET /browse' }),
  pay: query({
    ...asked,
    name: 'till.pay',
    summary: 'What the system is there for.',
    priority: 'critical',
    rest: 'GET /pay',
  }),
}
const till = () =>
  defineModule({
    name: 'till',
    summary: 'Work that takes connections, not processor time.',
    handlers: Object.values(operations).map((operation) =>
      handle(operation, async (_input, { sql }) => {
        await sql`select pg_sleep(${workMs / 1_000})`
        return {}
      }),
    ),
  })

it('under twice what the database can do, what matters most is answered, and soon; the rest is shed', async () => {
  await using running = await startTestProcess({
    modules: { till },
    wiring: {
      // A third of the connections is for commits that need not wait for the disk.
      database: { poolSize: connections * 1.5, statementTimeoutMs: 30_000, lockTimeoutMs: 2_000 },
      shedding: { maxInFlight: 1_000, maxEventLoopDelayMs: 60_000 },
    },
  })
  const capacity = (1_000 / workMs) * connections
  const rates = { export: 0.4 * capacity, browse: 1.3 * capacity, pay: 0.3 * capacity }
  const answers = await offer(running.app.url, rates, 12)

  // The first seconds are for finding the limit.
  const late = answers.filter(({ atMs }) => atMs > 4_000)
  const of = (name: string) => late.filter((answer) => answer.name === name)
  const shed = (name: string) =>
    of(name).filter(({ status }) => status === 503).length / of(name).length
  assert.ok(shed('browse') > 0.1, `${shed('browse')} of browsing was shed`)
  assert.ok(shed('export') > shed('browse'))
  // A machine that stalls makes a burst of what was due meanwhile.
  assert.ok(shed('pay') < 0.2 * shed('browse'), `${shed('pay')} of paying was shed`)
  const ms = of('pay')
    .map((answer) => answer.ms)
    .sort((a, b) => a - b)
  const p95 = ms[Math.floor(0.95 * ms.length)] ?? Number.POSITIVE_INFINITY
  assert.ok(p95 < 4_000, `${p95} ms; without a limit that adapts they would reach their deadline`)
})

interface Answer {
  readonly name: string
  readonly atMs: number
  readonly ms: number
  readonly status: number
}

/** Open arrivals: a call is made when it is due, however long the ones before it take. */
async function offer(
  url: string,
  rates: Readonly<Record<string, number>>,
  seconds: number,
): Promise<Answer[]> {
  const start = performance.now()
  const ask = async (name: string): Promise<Answer> => {
    const atMs = performance.now() - start
    const response = await fetch(`${url}/v1/${name}`)
    await response.text()
    return { name, atMs, ms: performance.now() - start - atMs, status: response.status }
  }
  const calls: Promise<Answer>[] = []
  const made: Record<string, number> = {}
  for (let nowMs = 0; nowMs < seconds * 1_000; nowMs = performance.now() - start) {
    for (const [name, perSecond] of Object.entries(rates)) {
      for (; (made[name] ?? 0) < (nowMs / 1_000) * perSecond; made[name] = (made[name] ?? 0) + 1) {
        calls.push(ask(name))
      }
    }
    await pause(5)
  }
  return await Promise.all(calls)
}
