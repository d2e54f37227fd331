import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { defineModule, handle } from '@archwright/kit'
import { command } from '@archwright/kit/contract'
import { startTestApp } from '@archwright/kit/testing'
import { Type } from 'typebox'

import { listEntries, verifyEntries } from './contract.ts'
import { create } from './index.ts'

const open = command({
  name: 'doors.open',
  summary: 'Opens a door.',
  input: Type.Object({ doorId: Type.String() }),
  output: Type.Object({}),
  access: ['staff'],
  idempotency: 'none',
  audited: 'doorId',
})
const doors = defineModule({
  name: 'doors',
  summary: 'Doors.',
  handlers: [handle(open, async () => ({}))],
})
const sam = { id: 'sam', roles: ['staff'] }
const tess = { id: 'tess', roles: ['staff'], tenant: '0192f3a1-7c1e-7000-8000-0000000000ff' }
const log = { module: 'doors' }

describe('the audit module', () => {
  it('shows staff who did what, newest first, page by page', async () => {
    await using app = await startTestApp(create(), doors)
    for (const doorId of ['a', 'b', 'c']) await app.call(open, { doorId }, { as: sam })

    const first = await app.call(listEntries, { ...log, limit: 2 }, { as: sam })
    assert.ok(first.nextCursor)
    const rest = { ...log, limit: 2, cursor: first.nextCursor }
    const second = await app.call(listEntries, rest, { as: sam })
    const seen = [...first.items, ...second.items]

    assert.deepEqual(
      seen.map(({ number, resource }) => [number, resource]),
      [
        [3, 'c'],
        [2, 'b'],
        [1, 'a'],
      ],
    )
    assert.equal(second.nextCursor, null)
    const ofB = await app.call(
      listEntries,
      { ...log, principal: 'sam', resource: 'b' },
      { as: sam },
    )
    assert.equal(ofB.items.length, 1)
    const eve = { id: 'eve', roles: ['customer'] }
    await assert.rejects(app.call(listEntries, log, { as: eve }), { code: 'FORBIDDEN' })
  })

  it('shows staff of a tenant that tenant’s only, whatever they ask for', async () => {
    await using app = await startTestApp(create(), doors)
    await app.call(open, { doorId: 'of the system' }, { as: sam })
    await app.call(open, { doorId: 'of the tenant' }, { as: tess })

    const theirs = await app.call(
      listEntries,
      { ...log, tenant: crypto.randomUUID() },
      { as: tess },
    )
    assert.deepEqual(
      theirs.items.map(({ resource }) => resource),
      ['of the tenant'],
    )
    const asked = await app.call(listEntries, { ...log, tenant: tess.tenant }, { as: sam })
    assert.deepEqual(asked.items, theirs.items)
  })

  it('says that nobody has edited it, or where somebody has', async () => {
    await using app = await startTestApp(create(), doors)
    for (const doorId of ['a', 'b', 'c']) await app.call(open, { doorId }, { as: sam })
    const before = await app.call(verifyEntries, log, { as: sam })
    await app.sql`alter table kit.audit disable trigger all`
    await app.sql`update kit.audit set principal = 'eve' where number = 2`
    const after = await app.call(verifyEntries, log, { as: sam })
    const { entries: number, hash } = before
    const kept = await app.call(verifyEntries, { ...log, number, hash }, { as: sam })

    assert.deepEqual([before.intact, before.entries, before.brokenAt], [true, 3, null])
    for (const { intact, brokenAt } of [after, kept])
      assert.deepEqual([intact, brokenAt], [false, 2])
    const wrong = { ...log, number: 1, hash }
    assert.equal((await app.call(verifyEntries, wrong, { as: sam })).brokenAt, 1)
  })
})
