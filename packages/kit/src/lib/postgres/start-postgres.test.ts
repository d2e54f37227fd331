import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import pg from 'pg'

import { createDatabase, dropDatabase } from './databases.ts'
import { type PostgresOptions, startPostgres } from './start-postgres.ts'

const root = mkdtempSync(path.join(tmpdir(), 'archwright-postgres-'))
const small = { shared_buffers: '16MB', max_connections: '10' }
const start = (options: Partial<PostgresOptions> = {}) =>
  startPostgres({ directory: path.join(root, 'one'), settings: small, ...options })

after(async () => {
  await (await start()).stop()
  rmSync(root, { recursive: true })
})

describe('startPostgres', () => {
  it('answers on its URL and outlives the call', async () => {
    const postgres = await start()

    assert.equal(postgres.reused, false)
    assert.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }])
    assert.deepEqual(await query(postgres.url, 'show data_checksums'), [{ data_checksums: 'on' }])
  })

  it('finds the server that runs on the directory', async () => {
    const first = await start()
    const again = await start({ port: 1, settings: {} })

    assert.deepEqual([again.reused, again.pid, again.url], [true, first.pid, first.url])
  })

  it('stops on disposal what it started, and only that', async () => {
    const directory = path.join(root, 'two')
    {
      await using postgres = await start({ directory })
      {
        await using again = await start({ directory })
        assert.equal(again.reused, true)
      }
      assert.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }])
    }
    await using postgres = await start({ directory })
    assert.equal(postgres.reused, false)
  })

  it('starts one server when asked twice at once', async () => {
    const directory = path.join(root, 'two')
    const [first, second] = await Promise.all([start({ directory }), start({ directory })])

    assert.equal(first.pid, second.pid)
    await first.stop()
  })

  it('keeps what was committed before a kill, on the same port', async () => {
    const before = await start()
    await query(before.url, 'create table kept as select 42 as answer')

    before.kill()
    const after = await start({ port: before.port })

    assert.deepEqual([after.reused, after.url], [false, before.url])
    assert.deepEqual(await query(after.url, 'select answer from kept'), [{ answer: 42 }])
  })

  it('starts although the number of a killed server belongs to another process now', async () => {
    const directory = path.join(root, 'two')
    await using before = await start({ directory })
    const pidFile = path.join(directory, 'data', 'postmaster.pid')
    const [, ...lines] = readFileSync(pidFile, 'utf8').split('\n')
    await before.stop()
    writeFileSync(pidFile, [process.pid, ...lines].join('\n'))

    await using postgres = await start({ directory })

    assert.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }])
  })

  it('quotes the log of a server that does not start', async () => {
    const directory = path.join(root, 'two')

    await assert.rejects(start({ directory, settings: { shared_buffers: 'plenty' } }), {
      message: /invalid value for parameter "shared_buffers": "plenty"/,
    })
  })

  it('gives up when told to', async () => {
    const signal = AbortSignal.abort(new Error('changed my mind'))

    await assert.rejects(start({ signal }), { message: 'changed my mind' })
  })

  it('runs as nobody where root has no user namespaces', skipUnlessRoot(), () => {
    chmodSync(root, 0o755)
    const directory = path.join(root, 'three')
    const program = `
      import { startPostgres } from ${JSON.stringify(import.meta.resolve('./start-postgres.ts'))}
      const postgres = await startPostgres({ directory: ${JSON.stringify(directory)} })
      const { statSync } = await import('node:fs')
      console.log(statSync('/proc/' + postgres.pid).uid)
      await postgres.stop()`
    const options = { env: { PATH: '/nowhere' }, encoding: 'utf8', timeout: 30_000 } as const
    const uid = execFileSync(process.execPath, ['--input-type=module', '-e', program], options)

    assert.notEqual(Number(uid), 0)
  })
})

describe('createDatabase', () => {
  it('makes an empty database or a copy of another, whatever its name', async () => {
    const { url } = await start()

    const original = await createDatabase(url, 'a "quoted" name')
    await query(original, 'create table item as select 7 as size')
    const copy = await createDatabase(url, 'copy', { template: 'a "quoted" name' })
    await query(copy, 'update item set size = 8')

    assert.deepEqual(await query(original, 'select size from item'), [{ size: 7 }])
    assert.deepEqual(await query(copy, 'select size from item'), [{ size: 8 }])
  })
})

describe('dropDatabase', () => {
  it('cuts off whoever is connected', async () => {
    const { url } = await start()
    const client = new pg.Client(await createDatabase(url, 'busy'))
    const cutOff = new Promise<Error>((resolve) => client.on('error', resolve))
    await client.connect()

    await dropDatabase(url, 'busy')

    assert.match((await cutOff).message, /terminat/)
    assert.deepEqual(await query(url, `select from pg_database where datname = 'busy'`), [])
  })

  it('lets those go who are just leaving', async () => {
    const { url } = await start()
    const client = new pg.Client(await createDatabase(url, 'left'))
    const errors: unknown[] = []
    client.on('error', (error) => errors.push(error))
    await client.connect()
    setTimeout(() => client.end(), 50)

    await dropDatabase(url, 'left')

    assert.deepEqual(errors, [])
  })

  it('does nothing when there is no such database', async () => {
    await dropDatabase((await start()).url, 'never was')
  })
})

function skipUnlessRoot() {
  return { skip: process.getuid?.() === 0 ? false : 'only root has to become someone else' }
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
