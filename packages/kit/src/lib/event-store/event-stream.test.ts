import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'
import { Type } from 'typebox'

import { earlier } from '../../contract.ts'
import { startTestApp } from '../../testing.ts'
import { fragment, type Sql } from '../data/sql.ts'
import { eventStream } from './event-stream.ts'
import { account, accountStream, accounts, payIn, payOut, readBalance } from './testing/accounts.ts'

const paidIn = (amount: number) => ({ type: 'paidIn', data: { amount } }) as const

describe('an event stream', () => {
  it('gives back what was appended, in order, from a version on', async () => {
    await using app = await startTestApp(accounts)
    const opened = { type: 'opened', data: { owner: 'ann' } } as const

    await accountStream.append(app.sql, [{ stream: 'a', expected: 0, events: [opened, paidIn(5)] }])
    await accountStream.append(app.sql, [{ stream: 'a', expected: 2, events: [paidIn(7)] }])

    const events = await accountStream.read(app.sql, 'a')
    assert.deepEqual(
      events.map(({ version, type, data }) => ({ version, type, data })),
      [
        { version: 1, ...opened },
        { version: 2, ...paidIn(5) },
        { version: 3, ...paidIn(7) },
      ],
    )
    const behind = await accountStream.read(app.sql, 'a', { after: 1, limit: 1 })
    assert.deepEqual(
      behind.map(({ version }) => version),
      [2],
    )
  })

  it('refuses an append behind another version than the stream is at, and leaves the others of the call', async () => {
    await using app = await startTestApp(accounts)
    await accountStream.append(app.sql, [{ stream: 'old', expected: 0, events: [paidIn(1)] }])

    const done = await accountStream.append(app.sql, [
      { stream: 'old', expected: 0, events: [paidIn(2), paidIn(3)] },
      { stream: 'gap', expected: 4, events: [paidIn(2)] },
      { stream: 'new', expected: 0, events: [paidIn(2)] },
    ])

    assert.deepEqual(done, new Set(['new']))
    assert.equal((await accountStream.read(app.sql, 'old')).length, 1)
    assert.deepEqual(await accountStream.read(app.sql, 'gap'), [])
  })

  it('has one winner of those who append behind the same version at once', async () => {
    await using app = await startTestApp(accounts)
    const race = Array.from({ length: 20 }, (_, n) =>
      accountStream.append(app.sql, [{ stream: 'a', expected: 0, events: [paidIn(n + 1)] }]).then(
        (done) => done.size,
        () => 0, // a conflict: its unit of work would run again
      ),
    )

    const won = await Promise.all(race)

    assert.equal(
      won.reduce((sum, one) => sum + one),
      1,
    )
    assert.equal((await accountStream.read(app.sql, 'a')).length, 1)
  })

  it('appends as a part of a larger statement, and never leaves a gap', async () => {
    await using app = await startTestApp(accounts)
    const noted = (sql: Sql, version: number) => sql`
      with noted as (${accountStream.appending(fragment`
        select 'a', ${version}::integer, 'paidIn', '{"amount": 1}'::jsonb`)}) select 1`

    await noted(app.sql, 1)
    await noted(app.sql, 2)
    await assert.rejects(noted(app.sql, 4), { code: '23502' })

    assert.deepEqual(
      (await accountStream.read(app.sql, 'a')).map(({ version }) => version),
      [1, 2],
    )
  })

  it('lifts what was recorded before a change of the data', async () => {
    await using app = await startTestApp(accounts)
    const before = eventStream({
      name: 'accounts.named',
      events: { named: Type.Object({ name: Type.String() }) },
    })
    const after = eventStream({
      name: 'accounts.named',
      events: { named: Type.Object({ first: Type.String(), last: Type.String() }) },
      earlier: {
        named: [
          earlier(Type.Object({ name: Type.String() }), ({ name }) => {
            const [first = '', last = ''] = name.split(' ')
            return { first, last }
          }),
        ],
      },
    })
    await before.append(app.sql, [
      { stream: 'a', expected: 0, events: [{ type: 'named', data: { name: 'Ann Lee' } }] },
    ])

    const [event] = await after.read(app.sql, 'a')

    assert.deepEqual(event?.data, { first: 'Ann', last: 'Lee' })
  })
})

describe('an aggregate', () => {
  it('comes to the same from a snapshot as from all events', async () => {
    await using app = await startTestApp(accounts)
    const amounts = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 60 })
    let stream = 0
    await fc.assert(
      fc.asyncProperty(fc.array(amounts, { minLength: 1, maxLength: 6 }), async (changes) => {
        stream += 1
        const id = `stream ${stream}`
        for (const change of changes) await account.change(app.sql, id, () => change.map(paidIn))

        const { state, version } = await account.load(app.sql, id)

        const all = changes.flat()
        assert.deepEqual(state, { balance: all.reduce((a, b) => a + b), events: all.length })
        assert.equal(version, all.length)
        const [snapshot] = await app.sql<{ version: number }>`
          select version from kit.event_snapshot where stream = ${id}`
        assert.equal(snapshot !== undefined, version >= 10)
      }),
      { numRuns: 15 },
    )
  })

  it('reads no more events than came after its snapshot', async () => {
    await using app = await startTestApp(accounts)
    await account.change(app.sql, 'a', () => Array.from({ length: 25 }, () => paidIn(1)))
    await app.sql`update kit.event set data = '{"amount": 1000}' where version <= 25`
    await account.change(app.sql, 'a', () => [paidIn(1)])

    assert.equal((await account.load(app.sql, 'a')).state.balance, 26)
  })

  it('never pays out more than there is, whoever asks at once', async () => {
    await using app = await startTestApp(accounts)
    await app.call(payIn, { account: 'a', amount: 5 })

    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => app.call(payOut, { account: 'a', amount: 1 })),
    )

    const paid = outcomes.filter(({ status }) => status === 'fulfilled').length
    const { balance, version } = await app.call(readBalance, { account: 'a' })
    assert.ok(paid >= 1 && paid <= 5, `${paid} were paid`)
    assert.deepEqual({ balance, version }, { balance: 5 - paid, version: 1 + paid })
  })
})
