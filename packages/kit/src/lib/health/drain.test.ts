import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { teaShop } from '../contracts-out/tea-shop.fixture.ts'
import { createRestServer, type RestServer } from '../transports/rest/rest-server.ts'
import { drain } from './drain.ts'
import { createHealth, type Health } from './health.ts'

const teaPath = '/v1/teas/01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11'

describe('draining', () => {
  it('replaces a process under load without one failed request', async () => {
    const { sent, failed } = await rollOver((old) =>
      drain({ ...old, steps: [], drainMs: 400, deadlineMs: 2_000 }),
    )
    assert.ok(sent > 5, `only ${sent} requests were sent`)
    assert.deepEqual(failed, [])
  })

  it('is needed: ending at once fails requests of the same load', async () => {
    const { failed } = await rollOver(async ({ server }) => {
      const closed = server.close()
      server.closeNow()
      await closed
    })
    assert.notEqual(failed.length, 0)
  })

  it('lets a call under way end, then runs the steps in order, whatever one of them does', async () => {
    const log: string[] = []
    const { server, health, url } = await start(async () => {
      log.push('call starts')
      await setTimeout(150)
      log.push('call ends')
    })
    const answer = fetch(url + teaPath)
    await setTimeout(50)
    const step = (name: string, run: () => Promise<unknown>) => ({
      name,
      run: () => {
        log.push(name)
        return run()
      },
    })
    const gone = new Error('the broker is gone')
    const report = await drain({
      server,
      health,
      drainMs: 0,
      deadlineMs: 1_000,
      steps: [
        step('consumers', () => Promise.reject(gone)),
        step('pool', async () => {}),
        step('telemetry', async () => {}),
      ],
    })
    assert.equal((await answer).status, 200)
    assert.deepEqual(log, ['call starts', 'call ends', 'consumers', 'pool', 'telemetry'])
    assert.deepEqual(report, { cut: false, failed: [{ step: 'consumers', reason: gone }] })
  })

  it('does not wait for connections that never asked anything', async () => {
    const { server, health, url } = await start(async () => {})
    const { port, hostname } = new URL(url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    const report = await drain({ server, health, drainMs: 0, deadlineMs: 30_000, steps: [] })
    assert.equal(report.cut, false)
    await closed
  })

  it('cuts a call that does not end, and a step that does not end', async () => {
    const { server, health, url } = await start(() => new Promise(() => {}))
    const answer = fetch(url + teaPath)
    const refused = assert.rejects(answer)
    await setTimeout(50)
    const hanging = { name: 'pool', run: () => new Promise(() => {}) }
    const report = await drain({ server, health, drainMs: 0, deadlineMs: 100, steps: [hanging] })
    await refused
    assert.equal(report.cut, true)
    assert.deepEqual(
      report.failed.map(({ step }) => step),
      ['pool'],
    )
  })

  it('serves a request that comes while closing, and asks its connection to close', async () => {
    const { server, health, url } = await start(async () => {})
    const during = drain({ server, health, drainMs: 100, deadlineMs: 1_000, steps: [] })
    const response = await fetch(url + teaPath)
    assert.deepEqual([response.status, response.headers.get('connection')], [200, 'close'])
    assert.equal((await fetch(`${url}/ready`)).status, 503)
    assert.equal((await fetch(`${url}/live`)).status, 200)
    await during
    await assert.rejects(fetch(`${url}/live`))
  })
})

interface Running {
  server: RestServer
  health: Health
  url: string
}

/** A process of the tea shop whose every answer takes what `work` takes. */
async function start(work: () => Promise<unknown>): Promise<Running> {
  const health = createHealth()
  const server = await createRestServer({
    modules: [teaShop],
    health,
    dispatcher: {
      async dispatch() {
        await work()
        return { output: { version: 1 }, replayed: false }
      },
    },
  })
  const url = await server.listen(0)
  health.markStarted()
  return { server, health, url }
}

/** Sends a request every 5 ms to whichever process is seen ready, while a second one takes over from the first. */
async function rollOver(stop: (old: Running) => Promise<unknown>) {
  const work = () => setTimeout(20)
  const old = await start(work)
  const processes = [old]
  const balancer = new AbortController()
  let ready = [old.url]
  const watching = watchReady(processes, balancer.signal, (urls) => {
    ready = urls
  })
  const failed: unknown[] = []
  const requests: Promise<void>[] = []
  const load = new AbortController()
  const loading = (async () => {
    for (let turn = 0; !load.signal.aborted; turn++) {
      const url = ready[turn % ready.length] ?? 'http://nobody.invalid'
      requests.push(request(url).catch((error: unknown) => void failed.push(error)))
      await setTimeout(5)
    }
  })()
  await setTimeout(200)
  const fresh = await start(work)
  processes.push(fresh)
  await setTimeout(200)
  await stop(old)
  await setTimeout(200)
  load.abort()
  await loading
  await Promise.all(requests)
  balancer.abort()
  await watching
  await fresh.server.close()
  return { sent: requests.length, failed }
}

async function watchReady(
  processes: readonly Running[],
  signal: AbortSignal,
  tell: (urls: string[]) => void,
): Promise<void> {
  while (!signal.aborted) {
    const seen = await Promise.all(
      processes.map(async ({ url }) => {
        const response = await fetch(`${url}/ready`).catch(() => undefined)
        await response?.text()
        return response?.ok ? [url] : []
      }),
    )
    tell(seen.flat())
    await setTimeout(50)
  }
}

async function request(url: string): Promise<void> {
  const response = await fetch(url + teaPath)
  await response.text()
  if (!response.ok) throw new Error(`status ${response.status}`)
}
