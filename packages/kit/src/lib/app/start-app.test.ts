import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { startTestProcess, type TestProcess } from './test-process.ts'
import { sweets } from './testing/sample.ts'

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
function process(
  variables: Record<string, string> = {},
  processes: Record<string, string[]> = { candy: ['sweets'] },
): Promise<TestProcess> {
  return startTestProcess({
    modules: { sweets: () => sweets() },
    wiring: { processes, calls: 'fast', shutdown: { drainMs: 300, deadlineMs: 5_000 } },
    variables,
  })
}
