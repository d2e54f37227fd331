import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { administer } from './databases.ts'
import { testDatabase, testServer, testTemplate } from './test-server.ts'

describe('testDatabase', () => {
  it('gives each test a database of its own and drops it', async () => {
    const { url: serverUrl } = await testServer()
    const count = async (url: string) => {
      const name = new URL(url).pathname.slice(1)
      const { rows } = await administer(
        serverUrl,
        `select from pg_database where datname = '${name}'`,
      )
      return rows.length
    }
    const first = await testDatabase()
    const second = await testDatabase()

    assert.notEqual(first.url, second.url)
    assert.equal(await count(first.url), 1)
    await first[Symbol.asyncDispose]()
    assert.deepEqual([await count(first.url), await count(second.url)], [0, 1])
    await second[Symbol.asyncDispose]()
  })

  it('copies a template that is prepared once, even when two ask at once', async () => {
    const { url: serverUrl } = await testServer()
    const name = `test_template_${process.pid}`
    const prepared: string[] = []
    const prepare = async (url: string) => {
      prepared.push(url)
    }

    const names = await Promise.all([testTemplate(name, prepare), testTemplate(name, prepare)])
    await using _ = await testDatabase({ template: name })

    assert.deepEqual(names, [name, name])
    assert.equal(prepared.length, 1)
    await administer(serverUrl, `drop database ${name}`)
  })

  it('prepares a template again when the first attempt failed', async () => {
    const { url: serverUrl } = await testServer()
    const name = `test_failing_${process.pid}`

    await assert.rejects(testTemplate(name, () => Promise.reject(new Error('broken migration'))))
    assert.equal(await testTemplate(name, async () => {}), name)

    await administer(serverUrl, `drop database ${name}`)
  })
})

describe('the shared test server', () => {
  // A server of its own: this one must not end while other test files use the real one.
  const temporary = mkdtempSync(path.join(tmpdir(), 'archwright-test-server-'))
  const options = { env: { ...process.env, TMPDIR: temporary }, timeout: 60_000 }
  const run = (...args: string[]) => promisify(execFile)(process.execPath, args, options)
  const script = (body: string) =>
    run(
      '--input-type=module',
      '-e',
      `import * as kit from '${import.meta.resolve('../../postgres.ts')}'\n${body}`,
    )
  const running = () =>
    readdirSync(temporary).some((name) =>
      existsSync(path.join(temporary, name, 'data', 'postmaster.pid')),
    )

  after(async () => {
    await script('await kit.stopTestServer()')
    rmSync(temporary, { recursive: true })
  })

  it('stays after its first user and is found by the next', async () => {
    const show = 'console.log((await kit.testServer()).pid)'
    const first = await script(show)
    const second = await script(show)

    assert.match(first.stdout, /^\d+\n$/)
    assert.equal(second.stdout, first.stdout)
  })

  it('does not end while somebody uses it', async () => {
    await script('await kit.testServer(); await kit.stopTestServer()')

    assert.equal(running(), true)
  })

  it('ends with its data when asked to and nobody uses it', async () => {
    await script('await kit.stopTestServer()')

    assert.deepEqual(readdirSync(temporary), [])
  })

  it('is ended by its watchdog when idle', async () => {
    await script('await kit.testServer()')
    assert.equal(running(), true)

    await run(fileURLToPath(import.meta.resolve('./test-watchdog.ts')), '50', '150')

    assert.deepEqual(readdirSync(temporary), [])
  })

  it('takes no harm from being stopped when it does not run', async () => {
    await script('await kit.stopTestServer()')

    assert.deepEqual(readdirSync(temporary), [])
  })
})
