import assert from 'node:assert/strict'
import { it } from 'node:test'

import { handle, type Sql } from '@archwright/kit'
import { inertEnvironment } from '@archwright/kit/app'
import { command } from '@archwright/kit/contract'
import { startTestApp } from '@archwright/kit/testing'
import { Type } from 'typebox'

import { userRegistered } from '../identity/contract.ts'
import { orderConfirmed } from '../orders/contract.ts'
import { addressesOf } from './addresses.ts'
import { listNotifications } from './contract.ts'
import { notifications } from './index.ts'
import { personalData } from './personal-data.ts'

const ada = {
  userId: '0192f0c1-2345-7abc-8def-000000000001',
  email: 'ada.lovelace@analytical.example',
  name: 'Ada',
}
const order = { orderId: '0192f0c1-2345-7abc-8def-0000000000aa', customerId: ada.userId }
const staff = { id: 'boss', roles: ['staff'] }

const tell = command({
  name: 'notifications.tell',
  summary: 'Lets a customer register and order.',
  input: Type.Object({ registered: Type.Boolean() }),
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'none',
})

it('addresses stand neither in the tables nor in their files, and are read, exported and erased', async () => {
  const module = notifications({ addresses: addressesOf(inertEnvironment) })
  const telling = handle(tell, async ({ registered }, { publish }) => {
    const total = { amount: 1, currency: 'EUR' }
    if (registered) publish(userRegistered, ada)
    else publish(orderConfirmed, { ...order, total, lines: [] })
    return {}
  })
  await using app = await startTestApp({ ...module, handlers: [...module.handlers, telling] })
  // A letter that waits for the address, then the address, then another letter.
  for (const registered of [false, true, false]) {
    await app.call(tell, { registered })
    await app.settle()
  }

  const { items } = await app.call(listNotifications, { limit: 10 }, { as: staff })
  assert.deepEqual(
    items.map(({ kind, recipient }) => [kind, recipient]),
    ['order-confirmed', 'welcome', 'order-confirmed'].map((kind) => [kind, ada.email]),
  )
  assert.doesNotMatch(await asText(app.sql), /ada\.lovelace/)
  assert.doesNotMatch(await asBytes(app.sql), /ada\.lovelace/)

  // By the address alone, as where other modules know the person by another name.
  const unknown = { id: 'somebody', knownAs: [ada.email] }
  const told = await app.call(personalData.find, unknown)
  const letters = told.held.find(({ what }) => what === 'letters')?.rows ?? []
  assert.equal(letters.length, 3)
  assert.match(JSON.stringify(letters), /ada\.lovelace/)
  const { erased } = await app.call(personalData.erase, { id: ada.userId, knownAs: [ada.email] })
  assert.deepEqual(erased, [
    { what: 'letters', count: 3 },
    { what: 'recipient', count: 1 },
  ])
})

it('an address that somebody moved to another customer is not written to', async () => {
  const { email } = addressesOf(inertEnvironment)
  const sealed = email.seal(ada.email, ada.userId)
  assert.equal(email.open(sealed, ada.userId), ada.email)
  assert.throws(() => email.open(sealed, 'mallory'))
})

/** What a dump by SQL shows. */
async function asText(sql: Sql): Promise<string> {
  const rows = await sql<{ text: string }>`
    select customer::text as text from notifications.customer
    union all select notification::text from notifications.notification`
  assert.equal(rows.length, 4)
  return rows.map(({ text }) => text).join('\n')
}

/** What who takes the disk finds: the files of the tables and of their indexes. */
async function asBytes(sql: Sql): Promise<string> {
  await sql`checkpoint`
  const files = await sql<{ bytes: Buffer }>`
    select pg_read_binary_file(pg_relation_filepath(oid)) as bytes from pg_class
    where relnamespace = 'notifications'::regnamespace and relkind in ('r', 'i', 't')`
  const bytes = Buffer.concat(files.map((file) => file.bytes)).toString('latin1')
  assert.match(bytes, /enc\.development\./)
  return bytes
}
