import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { migrateAll } from '../app/core.ts'
import { startApp } from '../app/start-app.ts'
import { defaultWiring } from '../app/wiring.ts'
import { type Database, openDatabase } from '../data/database.ts'
import { insertEvents } from '../data/outbox.ts'
import { doors } from '../feed/testing/swings.ts'
import { createDatabase } from '../postgres/databases.ts'
import { type Postgres, startPostgres } from '../postgres/start-postgres.ts'
import { Capture } from './capture.ts'
import type { CloudEvent } from './cloud-event.ts'
import { openSink } from './sinks.ts'

const LIMIT_MS = 60_000
let folder: string
let server: Postgres

// The server that tests share keeps no log for logical decoding.
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'archwright-capture-'))
  const settings = { wal_level: 'logical', fsync: 'off' }
  server = await startPostgres({ directory: path.join(folder, 'postgres'), settings })
})
after(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('Capture', () => {
  it('tells each event once, in the order of commits, whenever its process is killed', async () => {
    await using system = await place('killed')
    const { database, url } = system
    await database.sql`select pg_create_logical_replication_slot('truth', 'test_decoding')`
    const file = path.join(folder, 'killed.ndjson')
    {
      await using _first = capturing(url, file)
      await until(async () => (await slotsOf(database)) === 2)
    }
    const enough = new AbortController()
    const writing = writeEvents(database, enough.signal)
    for (let kills = 0; kills < 4; kills += 1) {
      await using _running = capturing(url, file)
      const before = (await read(file)).length
      await until(async () => (await read(file)).length > before)
      await wait(40 * kills)
    }
    enough.abort()
    const written = await writing
    await using _running = capturing(url, file)
    await until(async () => (await read(file)).length >= written)

    const told = await read(file)
    const truth = await database.sql<{ id: string }>`
      select substring(data from 'id\\[uuid\\]:''([^'']+)''') as id
      from pg_logical_slot_get_changes('truth', null, null) where data like 'table kit.outbox: INSERT%'`
    assert.deepEqual(
      told.map(({ id }) => id),
      truth.map(({ id }) => id),
    )
    assert.deepEqual(told, told.toSorted(bySequence))
    assert.ok(told.every(({ data }) => typeof (data as { number: unknown }).number === 'number'))
  })

  it('posts batches in order to a receiver that refuses some', async () => {
    await using system = await place('posted')
    const heard: string[] = []
    let requests = 0
    await using receiver = await receiving(async (request, response) => {
      const events: CloudEvent[] = JSON.parse(await textOf(request))
      requests += 1
      if (requests % 2 === 1) return response.writeHead(503).end()
      assert.match(String(request.headers['content-type']), /^application\/cloudevents-batch\+json/)
      heard.push(...events.map(({ id }) => id))
      return response.writeHead(204).end()
    })
    await using _capture = system.capture(receiver.url)
    await until(async () => (await slotsOf(system.database)) === 1)
    const ids = await writeOneByOne(system.database, 20)
    await until(async () => new Set(heard).size === 20)
    assert.deepEqual([...new Set(heard)], ids)
  })

  it('drops the slot before the disk fills, and tells of the gap when the sink is back', async () => {
    await using system = await place('full')
    const heard: CloudEvent[] = []
    let isAway = false
    await using receiver = await receiving(async (request, response) => {
      const events: CloudEvent[] = JSON.parse(await textOf(request))
      if (isAway) return response.writeHead(503).end()
      heard.push(...events)
      return response.writeHead(204).end()
    })
    await using capture = system.capture(receiver.url, 2_000_000)
    await until(async () => (await slotsOf(system.database)) === 1)
    const [first] = await writeOneByOne(system.database, 1)
    await until(async () => heard.length === 1)

    isAway = true
    await writeOneByOne(system.database, 1)
    await system.database.sql`
      select count(pg_logical_emit_message(false, 'fill', repeat(md5(n::text), 100))) from generate_series(1, 2000) as n`
    await until(async () =>
      capture.warned.includes('slot dropped: its sink did not take the changes'),
    )
    isAway = false
    await until(async () => heard.length === 2 && (await slotsOf(system.database)) === 1)
    const [last] = await writeOneByOne(system.database, 1)
    await until(async () => heard.length === 3)

    assert.deepEqual(
      heard.map(({ id, type }) => (type === 'kit.captureGap' ? type : id)),
      [first, 'kit.captureGap', last],
    )
    assert.deepEqual(heard, heard.toSorted(bySequence))
  })
})

it('runs in a process whose wiring asks for it', async () => {
  await using system = await place('wired')
  const file = path.join(folder, 'wired.ndjson')
  const wiring = { ...defaultWiring('wired', ['doors']), capture: { maxLagBytes: 1_000_000_000 } }
  const app = await startApp({
    modules: { doors: () => doors },
    wiring: { ...wiring, shutdown: { drainMs: 0, deadlineMs: 10_000 } },
    variables: {
      PORT: '0',
      DATABASE_URL: system.url,
      DATA_FOLDER: folder,
      CAPTURE_SINK: pathToFileURL(file).href,
      LOG_LEVEL: 'silent',
    },
    directory: pathToFileURL(`${folder}/`),
  })
  try {
    await until(async () => (await slotsOf(system.database)) === 1)
    const ids = await writeOneByOne(system.database, 3)
    await until(async () => (await read(file)).length === 3)
    assert.deepEqual(
      (await read(file)).map(({ id, source }) => [id, source]),
      ids.map((id) => [id, '/wired']),
    )
    const metrics = await (await fetch(`${app.url}/metrics`)).text()
    assert.match(metrics, /^capture_lag_bytes \d+/m)
  } finally {
    await app.close()
  }
})

const bySequence = (one: CloudEvent, other: CloudEvent) => (one.sequence < other.sequence ? -1 : 1)

/** A database of its own on the server with logical decoding. */
async function place(name: string) {
  const url = await createDatabase(server.url, name)
  await migrateAll(url, [])
  const database = openDatabase(url, { ...defaultWiring('test', []).database, poolSize: 20 })
  return {
    url,
    database,
    capture(sink: string, maxLagBytes = 1_000_000_000) {
      const warned: string[] = []
      const capture = new Capture({
        slot: `${name}_events`,
        source: '/shop',
        maxLagBytes,
        url: () => url,
        database,
        sink: openSink(sink),
        now: () => new Date(),
        warn: (message) => void warned.push(message),
      })
      capture.start()
      return { warned, [Symbol.asyncDispose]: () => capture.stop() }
    },
    [Symbol.asyncDispose]: () => database.close(),
  }
}

/** Many transactions at once; a third of them rolls back, and some wait before they commit. */
async function writeEvents(database: Database, enough: AbortSignal): Promise<number> {
  let number = 0
  const one = async () => {
    while (!enough.aborted) {
      number += 1
      const mine = number
      await database.transaction(async (sql) => {
        await insertEvents(sql, [eventOf(mine)])
        await sql`select pg_sleep(${(mine % 7) / 200})`
      })
      if (mine % 3 === 0) {
        await assert.rejects(
          database.transaction(async (sql) => {
            await insertEvents(sql, [eventOf(mine)])
            throw new Error('rolled back')
          }),
        )
      }
    }
  }
  await Promise.all(Array.from({ length: 12 }, one))
  return number
}

async function writeOneByOne({ sql }: Database, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let number = 1; number <= count; number += 1) {
    const event = eventOf(number)
    await insertEvents(sql, [event])
    ids.push(event.id)
  }
  return ids
}

const eventOf = (number: number) => ({
  id: crypto.randomUUID(),
  event: 'shop.counted',
  version: 1,
  data: { number },
  traceparent: null,
  tenant: null,
})

/** A process that is killed, not ended, when it is disposed of. */
function capturing(url: string, file: string) {
  const script = fileURLToPath(new URL('./testing/capture-process.ts', import.meta.url))
  const args = [script, url, pathToFileURL(file).href]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const exited = once(child, 'exit')
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Whole lines only: one may be being written. */
async function read(file: string): Promise<CloudEvent[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CloudEvent)
}

async function slotsOf({ sql }: Database): Promise<number> {
  const ready = await sql`
    select from pg_replication_slots where database = current_database() and confirmed_flush_lsn is not null`
  return ready.length
}

async function receiving(
  hear: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
) {
  const receiver = createServer((request, response) => void hear(request, response))
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/events`,
    async [Symbol.asyncDispose]() {
      receiver.close()
      receiver.closeAllConnections()
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const started = performance.now(); performance.now() - started < LIMIT_MS; await wait(50))
    if (await holds()) return
  throw new Error(`waited for ${LIMIT_MS} ms`)
}
