import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'

import pg from 'pg'
import { Type } from 'typebox'

import { migrateAll, startCore } from '../app/core.ts'
import { startTestApp } from '../app/test-app.ts'
import { openEdge } from '../app/test-parts.ts'
import { defaultWiring } from '../app/wiring.ts'
import { command } from '../contract/operation.ts'
import type { Sql } from '../data/sql.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { testDatabase, testServer } from '../postgres/test-server.ts'
import { type AuditEntry, readAudit, verifyAudit } from './audit.ts'
import { addNote, notes } from './testing/notes.ts'

const pay = command({
  name: 'safe.pay',
  summary: 'Pays out.',
  input: Type.Object({ safeId: Type.String(), sum: Type.Integer() }),
  output: Type.Object({}),
  errors: { EMPTY: { kind: 'conflict' } },
  access: ['staff'],
  idempotency: 'key',
  audited: 'safeId',
})
const { audited: _, ...plain } = pay
const dust = command({
  ...plain,
  name: 'safe.dust',
  idempotency: 'none',
  access: ['staff', 'customer'],
  rest: 'PUT /safes/{safeId}',
})

const safe = defineModule({
  name: 'safe',
  summary: 'A safe.',
  handlers: [
    handle(pay, async ({ sum }, { fail, sql }) => {
      await sql`select`
      if (sum > 100) throw fail.EMPTY()
      return {}
    }),
    handle(dust, async () => ({})),
  ],
})

const sam = { id: 'sam', roles: ['staff'] }
const told = ({ principal, operation, resource, outcome }: AuditEntry) =>
  [principal, operation, resource, outcome].join(' ')
const all = { principal: null, resource: null, before: Number.MAX_SAFE_INTEGER, limit: 100 }
const read = (sql: Sql, stream = 'safe') => readAudit(sql, { ...all, stream })

describe('the audit log', () => {
  it('says who did what on what with which outcome, once for each call', async () => {
    await using app = await startTestApp(safe)
    const input = { safeId: 's-1', sum: 5 }
    await app.call(pay, input, { as: sam, key: '1' })
    await app.call(pay, input, { as: sam, key: '1' }) // a repeat is no second act
    await assert.rejects(app.call(pay, { ...input, sum: 500 }, { as: sam, key: '2' }))
    const eve = { id: 'eve', roles: ['customer'] }
    await assert.rejects(app.call(pay, input, { as: eve, key: '3' }))
    await assert.rejects(app.call(pay, input, { as: { id: 'anonymous', roles: ['guest'] } }))
    await app.call(dust, input, { as: sam }) // not declared

    assert.deepEqual((await read(app.sql)).map(told), [
      'eve safe.pay s-1 FORBIDDEN',
      'sam safe.pay s-1 EMPTY',
      'sam safe.pay s-1 done',
    ])
    const { brokenAt, entries } = await verifyAudit(app.sql, 'safe')
    assert.deepEqual([brokenAt, entries], [null, 3])
  })

  it('keeps no act without its effect, and puts those who act at once into one chain', async () => {
    await using app = await startTestApp(safe)
    const calls = Array.from({ length: 40 }, (_, n) =>
      app.call(pay, { safeId: `s-${n}`, sum: n % 2 ? 5 : 500 }, { as: sam, key: `k${n}` }),
    )
    const done = (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled')
    const rows = await read(app.sql)
    assert.equal(done.length, 20)
    assert.equal(rows.filter(({ outcome }) => outcome === 'done').length, 20)
    assert.deepEqual(
      rows.map(({ number }) => number).toSorted((a, b) => a - b),
      numbers(40),
    )
    assert.equal((await verifyAudit(app.sql, 'safe')).brokenAt, null)
  })

  it('writes down all that staff change where the wiring says so', async () => {
    await using database = await testDatabase()
    await migrateAll(database.url, [safe])
    const wiring = { ...defaultWiring('test', []), audit: { staffCommands: true } }
    const core = await startCore({
      ...openEdge,
      modules: [safe],
      wiring,
      databaseUrl: database.url,
    })
    const ask = (principal: typeof sam) =>
      core.dispatcher.dispatch({
        ...{ operation: dust.name, input: { safeId: 's-9', sum: 1 }, principal },
        from: { transport: 'local' },
      })
    await ask(sam)
    await ask({ id: 'eve', roles: ['customer'] })
    assert.deepEqual((await read(core.database.sql)).map(told), ['sam safe.dust s-9 done'])
    await core.stop()
  })

  it('can be changed by nobody who uses it', async () => {
    await using app = await startTestApp(safe)
    await app.call(pay, { safeId: 's-1', sum: 5 }, { as: sam, key: '1' })
    await assert.rejects(app.sql`update kit.audit set outcome = 'x'`, /append-only/)
    await assert.rejects(app.sql`delete from kit.audit`, /append-only/)
    await assert.rejects(app.sql`truncate kit.audit`, /append-only/)
  })

  it('is out of reach of the role that works for tenants, which has a stream each', async () => {
    await using app = await startTestApp(notes(), safe)
    const tenant = randomUUID()
    const ann = { id: 'ann', roles: ['customer'], tenant }
    await app.call(addNote, { text: 'hello' }, { as: ann, key: '1' })
    await app.call(pay, { safeId: 's-1', sum: 5 }, { as: { ...sam, tenant }, key: '2' })
    assert.equal((await read(app.sql, `safe/${tenant}`)).length, 1)
    for (const change of [
      () => app.sql`insert into kit.audit select * from kit.audit`,
      () => app.sql`delete from kit.audit`,
      () => app.sql`update kit.audit_head set number = 0`,
    ])
      await assert.rejects(change, /permission denied/)
  })

  const tampered: Record<string, [string, number]> = {
    'a changed row': [`update kit.audit set resource = 's-0' where number = 2`, 2],
    'a row taken out': ['delete from kit.audit where number = 2', 2],
    'the first row taken out': ['delete from kit.audit where number = 1', 1],
    'the last row taken out': ['delete from kit.audit where number = 4', 4],
    'a row put in': [
      `insert into kit.audit select stream, 5, at, 'eve', roles, tenant, operation, resource, outcome, traceparent, hash
       from kit.audit where number = 4`,
      5,
    ],
    'a changed row whose hash was made anew': [
      `update kit.audit as entry set principal = 'eve', hash = kit.audit_hash(
         (select hash from kit.audit where number = 2), jsonb_populate_record(entry, '{"principal": "eve"}'))
       where number = 3`,
      4,
    ],
  }
  for (const [what, [change, place]] of Object.entries(tampered)) {
    it(`shows ${what} by the owner of the database`, async () => {
      await using log = await fourActs()
      const before = await verifyAudit(log.app.sql, 'safe')
      await log.asOwner(change)
      assert.equal(before.brokenAt, null)
      assert.equal((await verifyAudit(log.app.sql, 'safe')).brokenAt, place)
    })
  }

  it('shows that it was written anew as a whole to who kept a hash of it', async () => {
    await using log = await fourActs()
    const { entries: number, hash } = await verifyAudit(log.app.sql, 'safe')
    const rows = `select jsonb_agg(to_jsonb(audit) || '{"principal": "eve"}' order by number) as rows from kit.audit`
    await log.asOwner(
      `create temp table anew as ${rows}; delete from kit.audit; delete from kit.audit_head;
       select kit.append_audit(rows) from anew`,
    )
    const { sql } = log.app
    assert.equal((await verifyAudit(sql, 'safe')).brokenAt, null)
    assert.equal((await verifyAudit(sql, 'safe', { number, hash })).brokenAt, 4)
  })
})

const numbers = (most: number) => Array.from({ length: most }, (_, n) => n + 1)

/** A log of four acts, and a way past its triggers. */
async function fourActs() {
  const app = await startTestApp(safe)
  for (const n of numbers(4))
    await app.call(pay, { safeId: `s-${n}`, sum: n }, { as: sam, key: `k${n}` })
  return {
    app,
    async asOwner(text: string) {
      const [row] = await app.sql<{ url: string }>`select current_database() as url`
      const url = new URL((await testServer()).url)
      url.pathname = `/${row?.url}`
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      await client.query(`set session_replication_role = replica; ${text}`)
      await client.end()
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}
