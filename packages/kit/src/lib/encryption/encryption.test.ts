import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'

import fc from 'fast-check'
import { Type } from 'typebox'

import { startTestApp, type TestApp } from '../app/test-app.ts'
import { command } from '../contract/operation.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { type ColumnSpec, createEncryption, type EncryptedColumn } from './encryption.ts'

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const older = newKey('2026-10')
const newer = newKey('2026-11')
const spec = {
  table: 'people.person',
  column: 'phone',
  row: { column: 'id', type: 'uuid' },
  index: 'phone_index',
} as const satisfies ColumnSpec
const by = (text: string, more: Partial<ColumnSpec> = {}) =>
  createEncryption(() => text, { production: true })({ ...spec, ...more })

describe('an encrypted column', () => {
  it('gives back every text, in its own row only', () => {
    const column = by(older)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uuid(), (text, row) => {
        const sealed = column.seal(text, row)
        assert.equal(column.open(sealed, row), text)
        assert.throws(() => column.open(sealed, randomUUID()))
        assert.notEqual(column.seal(text, row), sealed)
      }),
    )
  })

  it('opens nothing that was changed, or comes from another column or table', () => {
    const sealed = by(older).seal('+49 30 1', 'row')
    const at = sealed.length - 6
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    assert.throws(() => by(older).open(changed, 'row'))
    assert.throws(() => by(older).open(sealed.slice(0, 30), 'row'))
    assert.throws(() => by(older, { column: 'fax' }).open(sealed, 'row'))
    assert.throws(() => by(older, { table: 'people.other' }).open(sealed, 'row'))
    assert.throws(() => by(newer).open(sealed, 'row'), /no key 2026-10 in ENCRYPTION_KEYS/)
    assert.throws(() => by(older).open('+49 30 1', 'row'), /a value of people.person.phone is not/)
  })

  it('is found by a blind index, which tells nothing of the value and is another in each column', () => {
    const [index] = by(older).indexes('+49 30 1')
    assert.deepEqual(by(`${newer},${older}`).indexes('+49 30 1'), [
      by(newer).indexes('+49 30 1')[0],
      index,
    ])
    assert.notEqual(by(older, { column: 'fax' }).indexes('+49 30 1')[0], index)
  })

  it('needs keys in production, and refuses bad ones without showing them', () => {
    const unset = createEncryption(() => undefined, { production: true })(spec)
    assert.throws(() => unset.current(), /ENCRYPTION_KEYS is not set/)
    const short = randomBytes(16).toString('base64')
    for (const text of ['', short, `2026:${short}`, `${older},`]) {
      assert.throws(() => by(text).current(), { message: /^ENCRYPTION_KEYS must look like/ })
    }
  })
})

describe('values that an older key sealed', () => {
  it('are sealed anew beside the work, and then need the older key no more', async () => {
    let keys = older
    const phone = createEncryption(() => keys, { production: true })({ ...spec, plainBefore: true })
    await using app = await startTestApp(people(phone))
    for (let n = 0; n < 450; n += 1) {
      await app.call(setPhone, { id: randomUUID(), phone: `+49 ${n}` })
    }
    const plainId = randomUUID() // from before the column was encrypted
    await app.sql`insert into people.person (id, phone) values (${plainId}, '+49 plain')`

    keys = `${newer},${older}`
    await app.call(setPhone, { id: randomUUID(), phone: '+49 meanwhile' })
    await reencrypt(app)
    keys = newer // the older key is gone
    const rows = await app.sql<{ id: string; phone: string; index: string }>`
      select id, phone, phone_index as index from people.person`
    const opened = rows.map((row) => phone.open(row.phone, row.id))
    assert.deepEqual(new Set(opened).size, 452)
    assert.deepEqual(
      rows.map(({ index }) => index),
      opened.map((value) => phone.indexes(value)[0]),
    )
    assert.ok(opened.includes('+49 plain'))
  })

  it('are looked for no more when all are done and no process can write by the older key', async () => {
    const phone = by(older)
    await using app = await startTestApp(people(phone))
    await app.call(setPhone, { id: randomUUID(), phone: '+49 1' })
    await reencrypt(app)
    assert.deepEqual(await app.sql`select done from kit.reencryption`, [{ done: false }])
    await app.sql`update kit.reencryption set since = now() - interval '2 minutes'`
    await reencrypt(app)
    assert.deepEqual(await app.sql`select done, key from kit.reencryption`, [
      { done: true, key: 'enc.2026-10.' },
    ])
  })
})

const setPhone = command({
  name: 'people.setPhone',
  summary: 'Sets a phone number.',
  input: Type.Object({ id: Type.String(), phone: Type.String() }),
  output: Type.Object({}),
  access: ['customer'],
  idempotency: 'natural',
})

function people(phone: EncryptedColumn) {
  return defineModule({
    name: 'people',
    summary: 'People.',
    migrations: new URL('./testing/migrations/', import.meta.url),
    encrypted: [phone],
    handlers: [
      handle(setPhone, async ({ id, phone: number }, { sql }) => {
        await sql`
          insert into people.person (id, phone, phone_index)
          values (${id}, ${phone.seal(number, id)}, ${phone.indexes(number)[0]})`
        return {}
      }),
    ],
  })
}

async function reencrypt(app: TestApp): Promise<void> {
  await app.sql`select graphile_worker.add_job('people.reencrypt', '{}')`
  await app.settle()
}
