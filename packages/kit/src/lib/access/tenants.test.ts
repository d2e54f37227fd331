import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { startTestApp } from '../app/test-app.ts'
import { startTestProcess } from '../app/test-process.ts'
import type { Principal } from '../dispatch/principal.ts'
import { guest } from '../dispatch/principal.ts'
import { testServer } from '../postgres/test-server.ts'
import {
  addMany,
  addNote,
  followNotes,
  getNote,
  listKept,
  listNotes,
  notes,
} from './testing/notes.ts'

const member = (tenant: string, id = 'ann'): Principal => ({ id, roles: ['customer'], tenant })
const red = member(randomUUID())
const blue = member(randomUUID())

describe('tenants', () => {
  it('see, find and repeat only what is theirs', async () => {
    await using app = await startTestApp(notes())
    const note = await app.call(addNote, { text: 'red 1' }, { as: red, key: 'same' })
    // The same person with the same key, for another tenant: another call.
    await app.call(addNote, { text: 'blue 1' }, { as: blue, key: 'same' })

    assert.deepEqual((await app.call(listNotes, {}, { as: red })).texts, ['red 1'])
    assert.deepEqual((await app.call(listNotes, {}, { as: blue })).texts, ['blue 1'])
    assert.deepEqual(await app.call(getNote, { noteId: note.id }, { as: red }), note)
    await assert.rejects(app.call(getNote, { noteId: note.id }, { as: blue }), {
      code: 'NOTE_NOT_FOUND',
    })
  })

  it('are never gathered together, and leave nothing on a connection', async () => {
    await using app = await startTestApp(notes())
    const people = Array.from({ length: 60 }, (_, n) =>
      member((n % 2 ? red : blue).tenant ?? '', `p${n}`),
    )
    const mine = (as: Principal) => (as.tenant === red.tenant ? 'red' : 'blue')
    await Promise.all(
      people.map((as, n) => app.call(addMany, { text: `${mine(as)} ${n}` }, { as, key: `k${n}` })),
    )
    for (const as of [red, blue]) {
      const { texts } = await app.call(listNotes, {}, { as })
      assert.equal(texts.length, 30)
      assert.deepEqual(
        texts.filter((text) => !text.startsWith(mine(as))),
        [],
      )
    }
    // Outside a tenant's transaction nothing is there, on any connection of the pool.
    const looks = Array.from(
      { length: 20 },
      () => app.sql<{ n: number }>`select count(*) as n from notes.note`,
    )
    for (const [row] of await Promise.all(looks)) assert.equal(row?.n, 0)
  })

  it('are kept apart in events, jobs, sagas and kept answers', async () => {
    await using app = await startTestApp(notes())
    for (const as of [red, blue]) assert.deepEqual(await app.call(listKept, {}, { as }), nothing)
    await app.call(addNote, { text: 'secret' }, { as: red, key: '1' })
    await app.settle()

    const heard = ['job secret', 'listener secret', 'saga secret']
    assert.deepEqual((await app.call(listNotes, {}, { as: red })).heard, heard)
    assert.deepEqual((await app.call(listKept, {}, { as: red })).texts, ['secret'])
    for (const list of [listNotes, listKept])
      assert.deepEqual(await app.call(list, {}, { as: blue }), nothing)
  })

  it('hear only of themselves, live and from behind', async () => {
    await using app = await startTestApp(notes())
    const live = await app.follow(followNotes, {}, { as: blue })
    for (const [text, as] of [
      ['r', red],
      ['b', blue],
    ] as const)
      await app.call(addNote, { text }, { as, key: text })
    assert.deepEqual((await live.next()).value?.data, { text: 'b' })
    const behind = await app.follow(followNotes, {}, { as: red, after: '0' })
    assert.deepEqual((await behind.next()).value?.data, { text: 'r' })
    for (const following of [live, behind]) await following.return?.()
  })

  it('are asked for: who acts for none is refused', async () => {
    await using app = await startTestApp(notes())
    const { tenant: _, ...nobodys } = red
    await assert.rejects(app.call(listNotes, {}, { as: nobodys }), { code: 'FORBIDDEN' })
    await assert.rejects(app.call(listNotes, {}, { as: member("' or true --") }), {
      code: 'FORBIDDEN',
    })
    await assert.rejects(app.call(listNotes, {}), { code: 'FORBIDDEN' })
    await assert.rejects(app.call(listNotes, {}, { as: guest }), { code: 'UNAUTHENTICATED' })
    await assert.rejects(app.follow(followNotes, {}, { as: nobodys }), { code: 'FORBIDDEN' })
  })

  it('come with the token, over the ways in', async () => {
    await using running = await startTestProcess({
      modules: { notes: () => notes() },
      wiring: { tenants: { role: 'tenants_test' } },
    })
    const ask = async ({ id, roles, tenant }: Principal, path: string, init: RequestInit = {}) => {
      const authorization = `Bearer ${await running.tokenOf({ id, roles, ...(tenant ? { tenant } : {}) })}`
      const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'k' }
      return fetch(`${running.app.url}/v1${path}`, { ...init, headers })
    }
    const body = JSON.stringify({ text: 'red' })
    const added = await ask(red, '/notes', { method: 'POST', body })
    const { id } = Object(await added.json())
    assert.equal(added.status, 200)
    assert.equal((await ask(red, `/notes/${id}`)).status, 200)
    assert.equal((await ask(blue, `/notes/${id}`)).status, 404)
    assert.deepEqual(await (await ask(blue, '/notes')).json(), nothing)
  })
})

describe('a process with a module of tenants', () => {
  it('does not start without tenants in its wiring', async () => {
    await assert.rejects(
      startTestProcess({ modules: { notes: () => notes() } }),
      /notes needs them/,
    )
  })

  it('does not start as a role that bypasses row security', async () => {
    const { username: role } = new URL((await testServer()).url)
    const wiring = { tenants: { role } }
    await assert.rejects(
      startTestProcess({ modules: { notes: () => notes() }, wiring }),
      new RegExp(`the role ${role} bypasses row security`),
    )
  })

  it('does not start while a table of it is open to all tenants', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'notes-'))
    await writeFile(
      join(folder, '0001.sql'),
      `create schema notes; create table notes.note (tenant_id uuid not null, id uuid);
       create table notes.heard (tenant_id uuid); select kit.keep_tenants_apart('notes.heard')`,
    )
    await assert.rejects(
      startTestApp(notes(pathToFileURL(`${folder}/`))),
      /no row security keeps them apart in notes.note;/,
    )
  })
})

const nothing = { texts: [], heard: [] }
