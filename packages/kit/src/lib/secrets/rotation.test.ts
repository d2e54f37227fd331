import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { decodeProtectedHeader } from 'jose'
import pg from 'pg'
import { Type } from 'typebox'

import { startTestProcess } from '../app/test-process.ts'
import { query } from '../contract/operation.ts'
import { rotateSigningKeys } from '../identity/signing-keys.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { testDatabase } from '../postgres/test-server.ts'

const wait = query({
  name: 'shop.wait',
  summary: 'Holds a connection for a moment.',
  rest: 'GET /wait',
  access: ['customer'],
  input: Type.Object({}),
  output: Type.Object({ as: Type.String() }),
})
const shop = defineModule({
  name: 'shop',
  summary: 'A shop.',
  handlers: [
    handle(wait, async (_, { sql }) => {
      const [row] = await sql<{ as: string }>`select current_user as as from pg_sleep(0.2)`
      return { as: row?.as ?? '' }
    }),
  ],
})

it('the password of the database and the signing keys change while calls run: nothing fails', async () => {
  await using stage = await stageOf()
  const { passwordFile, keysFile, url, admin, role } = stage
  await using running = await startTestProcess({
    modules: { shop: () => shop },
    variables: {
      DATABASE_URL: url,
      DATABASE_PASSWORD_FILE: passwordFile,
      SIGNING_KEYS_FILE: keysFile,
    },
  })
  const { app } = running
  const first = await running.tokenFor('ann', 'customer')
  const ask = async (token: string) => {
    const response = await fetch(`${app.url}/v1/wait`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return response.status
  }
  const many = (token: string) => Promise.all(Array.from({ length: 6 }, () => ask(token)))
  assert.equal(await ask(first), 200)

  // From here on PostgreSQL refuses what the process knows; six at once need connections that it has not yet.
  await admin.query(`alter role ${role} password 'second-password'`)
  const meanwhile = many(first)
  await pause(500)
  await writeFile(passwordFile, 'second-password')
  assert.deepEqual(new Set(await meanwhile), new Set([200]))

  await rotateSigningKeys(keysFile)
  const statuses = new Set<number>()
  let token = first
  const deadline = performance.now() + 60_000
  while (kidOf(token) === kidOf(first) && performance.now() < deadline) {
    token = await running.tokenFor('ann', 'customer')
    for (const status of [...(await many(token)), await ask(first)]) statuses.add(status)
  }
  assert.notEqual(kidOf(token), kidOf(first))
  assert.deepEqual(statuses, new Set([200]))

  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  assert.doesNotMatch(metrics, /-password/)
})

const kidOf = (token: string) => decodeProtectedHeader(token).kid

/** A database whose owner proves itself by a password, on a server that lets nobody else in without one. */
async function stageOf() {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await testDatabase())
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'rotation-')), (made) =>
    rm(made, { recursive: true }),
  )
  const admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  opened.defer(() => admin.end())
  const url = new URL(database.url)
  const role = `rotating_${url.pathname.slice(1)}`.toLowerCase().replaceAll('-', '_').slice(0, 60)
  await admin.query(`create role ${role} login password 'first-password' superuser`)
  opened.defer(async () => {
    await admin.query(`reassign owned by ${role} to current_user`)
    await admin.query(`drop owned by ${role}`)
    await admin.query(`drop role ${role}`)
  })
  url.username = role
  url.password = ''
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, 'first-password')
  const stack = opened.move()
  return {
    ...{ admin, role, passwordFile, url: url.href, keysFile: join(folder, 'keys.json') },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
