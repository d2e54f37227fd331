import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Wiring } from '@archwright/kit/app'
import { testDatabase } from '@archwright/kit/postgres'
import { startTestProcess, type TestProcess } from '@archwright/kit/testing'

import type { Key } from '../contract.ts'
import { create } from '../index.ts'
import { doors } from './doors.ts'

/** Two processes of one system, on one database and one file of signing keys. */
export interface KeysProcesses extends AsyncDisposable {
  readonly here: TestProcess
  readonly there: TestProcess
  /** A token of staff; of a tenant's where one is named. */
  staff(tenant?: string): Promise<string>
  /** Issues a key; partner's if nothing else is said. */
  issue(body?: object, tenant?: string): Promise<Issued>
}

export interface Issued {
  readonly key: Key
  readonly keySecret: string
}

/** What the wiring promises; a busy machine may add to it. */
export const promisedMs = 2_000

export async function startKeys(wiring: Partial<Wiring> = {}): Promise<KeysProcesses> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'keys-')), (made) =>
    rm(made, { recursive: true }),
  )
  const database = opened.use(await testDatabase())
  const start = async () =>
    opened.use(
      await startTestProcess({
        modules: { keys: create, doors: () => doors },
        wiring: {
          identity: {
            accessTokenSeconds: 600,
            refreshTokenSeconds: 600,
            revocationSeconds: promisedMs / 1_000,
          },
          ...wiring,
        },
        variables: {
          DATABASE_URL: database.url,
          SIGNING_KEYS_FILE: join(folder, 'keys.json'),
        },
      }),
    )
  const here = await start()
  const there = await start()
  const staff = (tenant?: string) =>
    here.tokenOf({ id: 'sam', roles: ['staff'], ...(tenant === undefined ? {} : { tenant }) })
  const stack = opened.move()
  return {
    here,
    there,
    staff,
    async issue(body = {}, tenant) {
      const wanted = { name: 'a program', roles: ['partner'], ...body }
      const answer = await ask(here, 'POST /api-keys', { token: await staff(tenant), body: wanted })
      if (answer.status !== 201) throw new Error(await answer.text())
      return (await answer.json()) as Issued
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Asks a process over REST: `GET /who`. */
export function ask(
  { app }: TestProcess,
  route: string,
  { token, body }: { token?: string; body?: object } = {},
): Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  return fetch(`${app.url}/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}
