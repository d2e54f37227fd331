import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { WebSocket } from 'ws'

import { presenceOf } from '../contract/presence.ts'
import { type TestDatabase, testDatabase } from '../postgres/test-server.ts'
import { swings } from './testing/swings.ts'

describe('who follows right now', () => {
  let database: TestDatabase
  let folder: string
  before(async () => {
    database = await testDatabase()
    folder = await mkdtemp(join(tmpdir(), 'presence-'))
  })
  after(async () => {
    await database[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  it('is the same at every process; who leaves is gone, and so are those of a killed process', async () => {
    await using here = await startProcess(database.url, folder)
    await using there = await startProcess(database.url, folder)
    assert.deepEqual(await present(here), [])

    const ann = await followAt(here, 'ann', { door: 'red' })
    const annAgain = await followAt(there, 'ann', { door: 'blue' })
    await followAt(there, 'bob', { door: 'red' })
    for (const process of [here, there])
      await until(async () => assert.deepEqual(await present(process), ['ann ×2', 'bob ×1']))
    assert.deepEqual(await present(here, { door: 'blue' }), ['ann ×1'])
    assert.deepEqual(await presentBySocket(there, 'red'), ['ann ×1', 'bob ×1'])

    annAgain.close()
    await until(async () => assert.deepEqual(await present(here), ['ann ×1', 'bob ×1']))
    there.child.kill('SIGKILL')
    await until(async () => assert.deepEqual(await present(here), ['ann ×1']))
    ann.close()
    await until(async () => assert.deepEqual(await present(here), []))
  })

  it('ends at once with a process that is stopped', async () => {
    await using here = await startProcess(database.url, folder)
    await using there = await startProcess(database.url, folder)
    await followAt(there, 'bob', {})
    await until(async () => assert.deepEqual(await present(here), ['bob ×1']))
    there.child.send('stop')
    await once(there.child, 'exit')
    assert.deepEqual(await present(here), [])
  })

  it('is told to those only who may ask', async () => {
    await using here = await startProcess(database.url, folder)
    const asked = [undefined, here.tokens.ann, here.tokens.cleo].map(async (token) => {
      const { status } = await fetch(`${here.url}/v1/watching`, { headers: bearer(token) })
      return status
    })
    assert.deepEqual(await Promise.all(asked), [401, 403, 200])
  })
})

describe('a declaration of presence', () => {
  it('is refused for what does not note its followers', () => {
    const spec = { name: 'doors.watching', summary: 'Who watches.', access: ['chief'] } as const
    assert.throws(() => presenceOf(swings, spec), /doors.swings does not declare presence/)
  })
})

interface Served extends AsyncDisposable {
  readonly child: ChildProcess
  readonly url: string
  readonly tokens: Readonly<Record<'cleo' | 'ann' | 'bob', string>>
}

async function startProcess(...args: string[]): Promise<Served> {
  const child = fork(new URL('./testing/presence-process.ts', import.meta.url), args)
  const [told] = (await once(child, 'message')) as [Pick<Served, 'url' | 'tokens'>]
  return {
    ...told,
    child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Follows over WebSocket. */
async function followAt(
  { url, tokens }: Served,
  who: 'ann' | 'bob',
  input: object,
): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`, ['jsonrpc-2.0'], {
    headers: bearer(tokens[who]),
  })
  await once(socket, 'open')
  const answer = await ask(socket, 'subscribe', { subscription: 'doors.swings', input })
  assert.ok('subscription' in answer)
  return socket
}

async function ask(socket: WebSocket, method: string, params: object): Promise<object> {
  const answered = once(socket, 'message')
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  const { result, error } = JSON.parse(String((await answered)[0]))
  assert.equal(error, undefined)
  return result
}

interface Answer {
  readonly items: readonly { id: string; since: string; connections: number }[]
}

async function present({ url, tokens }: Served, input: Record<string, string> = {}) {
  const asked = `${url}/v1/watching?${new URLSearchParams(input)}`
  const response = await fetch(asked, { headers: bearer(tokens.cleo) })
  assert.equal(response.status, 200)
  return sayOf((await response.json()) as Answer)
}

async function presentBySocket({ url, tokens }: Served, door: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`, ['jsonrpc-2.0'], {
    headers: bearer(tokens.cleo),
  })
  await once(socket, 'open')
  const answer = (await ask(socket, 'doors.watching', { door })) as Answer
  socket.close()
  return sayOf(answer)
}

function sayOf({ items }: Answer): string[] {
  for (const { since } of items) assert.ok(Date.parse(since) > Date.now() - 600_000)
  return items.map(({ id, connections }) => `${id} ×${connections}`).sort()
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** Tries until it holds; generous, because the machine may be busy. */
async function until(holds: () => Promise<void>): Promise<void> {
  for (const deadlineAt = Date.now() + 60_000; ; await sleep(100)) {
    try {
      return await holds()
    } catch (error) {
      if (Date.now() > deadlineAt) throw error
    }
  }
}
