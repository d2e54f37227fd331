import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { build } from '@archwright/builder'
import { design } from '@archwright/designer'
import { testDatabase } from '@archwright/kit/postgres'
import { readBrief } from '@archwright/reader'
import { writeYaml } from '@archwright/reader/yaml'
import { Webhook } from 'standardwebhooks'

import { examples } from './testing/archwright.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const libraries = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
const request = readFileSync(path.join(examples, 'requests.txt'), 'utf8')
  .split('\n')
  .find((line) => line.includes('webhook'))
const staff = { email: 'boss@example.com', password: 'correct horse battery' }

it('a backend designed from one sentence about webhooks delivers them, signed', async () => {
  await using folder = await temporaryFolder()
  const brief = await readBrief(request ?? '')
  const { notes } = await build(design(brief), { out: folder.path, briefYaml: writeYaml(brief) })
  assert.ok(!notes.some((note) => /left (for you|out)/.test(note)), notes.join('; '))
  await symlink(libraries, path.join(folder.path, 'node_modules'), 'dir')
  await using database = await testDatabase()
  await using receiver = await startReceiver()
  const started = start(folder.path, database.url)
  try {
    const api = await readyUrl(started)
    const { accessToken } = await post(`${api}/sessions`, staff)
    const ask = (route: string, body: object) => post(`${api}/webhooks/${route}`, body, accessToken)

    const { secret } = await ask('endpoints', { url: receiver.url, events: ['custom.paid'] })
    const { deliveries } = await ask('events', { event: 'custom.paid', data: { invoice: 42 } })

    assert.equal(deliveries, 1)
    const { body, headers } = await receiver.first
    const flat = Object.entries(headers).map(([name, value]) => [name, String(value)])
    const told = Object(new Webhook(secret).verify(body, Object.fromEntries(flat)))
    assert.deepEqual([told.type, told.data], ['custom.paid', { invoice: 42 }])
  } finally {
    await end(started)
  }
})

async function startReceiver() {
  const arrived = Promise.withResolvers<{ body: string; headers: IncomingHttpHeaders }>()
  const server = createServer(async (incoming, response) => {
    arrived.resolve({ body: await text(incoming), headers: incoming.headers })
    response.writeHead(204).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const late = setTimeout(60_000, undefined, { ref: false }).then(() => {
    throw new Error('no message arrived within 60 s')
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    first: Promise.race([arrived.promise, late]),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function start(folder: string, databaseUrl: string): ChildProcess {
  return spawn(process.execPath, ['src/main.ts'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      STAFF_EMAIL: staff.email,
      STAFF_PASSWORD: staff.password,
      WEBHOOK_LOOPBACK: 'true',
    },
  })
}

async function readyUrl(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout)
  const line = once(createInterface({ input: child.stdout }), 'line')
  const ended = once(child, 'exit').then(([code]) => assert.fail(`ended with ${code}`))
  const [ready] = await Promise.race([line, ended])
  return JSON.parse(String(ready)).urls.api
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  if (child.exitCode === null && child.kill('SIGTERM')) await ended
}

/** Again, with the same key, while the process says that it is busy. */
async function post(url: string, body: object, token?: string, key: string = randomUUID()) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })
  const told = await answer.text()
  if (answer.status === 503) {
    await setTimeout(500)
    return post(url, body, token, key)
  }
  assert.ok(answer.ok, `${url} answered ${answer.status}: ${told}`)
  return Object(JSON.parse(told))
}
