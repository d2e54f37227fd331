import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { testDatabase } from '../postgres/test-server.ts'
import { type App, startApp } from './start-app.ts'
import { sweets } from './testing/sample.ts'
import { defaultWiring } from './wiring.ts'

describe('a process', () => {
  it('serves its modules over REST, with documents, probes and metrics', async () => {
    await using running = await process()
    const { url } = running.app

    const jar = await fetch(`${url}/v1/jars/red`)
    const json = { 'content-type': 'application/json' }
    const refused = await fetch(`${url}/v1/jars/red/sweets`, {
      method: 'POST',
      headers: json,
      body: '{}',
    })
    const pages = [
      '/live',
      '/ready',
      '/started',
      '/metrics',
      '/v1/openapi.json',
      '/.well-known/jwks.json',
    ]

    assert.deepEqual([jar.status, await jar.json()], [200, { sweets: 0, heard: 0, jobs: 0 }])
    assert.equal(refused.status, 401)
    assert.match(refused.headers.get('content-type') ?? '', /application\/problem\+json/)
    for (const page of pages) assert.equal((await fetch(url + page)).status, 200, page)
    assert.match(
      await (await fetch(`${url}/metrics`)).text(),
      /operation_duration_seconds_count\{operation="sweets.count",outcome="ok"\} 1/,
    )
  })

  it('runs the modules of every process where none is named, except in production', async () => {
    const split = { 'candy-shop': ['sweets'], 'candy-desk': [] }
    await using started = await process({}, split)
    assert.equal((await fetch(`${started.app.url}/v1/openapi.json`)).status, 200)
    assert.match(await (await fetch(`${started.app.url}/v1/openapi.json`)).text(), /sweets/)
    await assert.rejects(
      process({ NODE_ENV: 'production' }, split),
      /PROCESS is not set; set it to one of: candy-shop, candy-desk/,
    )
  })

  it('says which variable is wrong and what would be right', async () => {
    await assert.rejects(process({ PORT: 'eighty' }), /PORT is "eighty"; set it to a number/)
    await assert.rejects(process({ PROCESS: 'shop' }), /PROCESS is "shop"; set it to one of: candy/)
    await assert.rejects(
      process({ NODE_ENV: 'production', DATABASE_URL: '' }),
      /DATABASE_URL is not set/,
    )
  })
})

/** A process with the sample module on a database and a data folder of its own. */
async function process(
  variables: Record<string, string> = {},
  processes: Record<string, string[]> = { candy: ['sweets'] },
): Promise<{ app: App } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await testDatabase())
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'archwright-app-')), (made) =>
    rm(made, { recursive: true }),
  )
  const app = await startApp({
    modules: { sweets: () => sweets() },
    wiring: {
      ...defaultWiring('candy', ['sweets']),
      processes,
      calls: 'fast',
      shutdown: { drainMs: 300, deadlineMs: 5_000 },
    },
    variables: {
      PORT: '0',
      DATABASE_URL: database.url,
      DATA_FOLDER: folder,
      LOG_LEVEL: 'silent',
      ...variables,
    },
    directory: pathToFileURL(`${folder}/`),
  })
  const stack = opened.move()
  let closing: Promise<void> | undefined
  const close = () => (closing ??= app.close())
  return {
    app: { ...app, close },
    async [Symbol.asyncDispose]() {
      await close()
      await stack.disposeAsync()
    },
  }
}
