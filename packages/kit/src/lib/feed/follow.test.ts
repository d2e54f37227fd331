import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'

import { startTestApp, type TestApp } from '../app/test-app.ts'
import { sweets } from '../app/testing/sample.ts'
import { startSplit } from '../app/testing/start-split.ts'
import { event } from '../contract/event.ts'
import { subscription } from '../contract/subscription.ts'
import { guest } from '../dispatch/principal.ts'
import { pruneFeed } from './feed-store.ts'
import { doors, everybodysSwings, hear, opened, swing, swings } from './testing/swings.ts'

const ann = { id: 'ann', roles: ['guard'] }
const chief = { id: 'cleo', roles: ['chief'] }

describe('following', () => {
  it('tells what happens from now on, each event once, in order', async () => {
    await using app = await startTestApp(doors)
    const earlier = await app.follow(swings, {}, { as: chief })
    await swingDoor(app, 'red', 1)
    await hear(earlier, 2)
    const following = await app.follow(swings, {}, { as: chief })

    await swingDoor(app, 'red', 2)
    await swingDoor(app, 'blue', 3)

    assert.deepEqual(await hear(following, 4), [
      'opened red 2',
      'shut red 2',
      'opened blue 3',
      'shut blue 3',
    ])
  })

  it('tells a role that owns only what is its own, and whoever names a field only what has it', async () => {
    await using app = await startTestApp(doors)
    const anns = await app.follow(swings, {}, { as: ann })
    const blue = await app.follow(swings, { door: 'blue' }, { as: chief })
    const both = await app.follow(swings, {}, { as: { id: 'ann', roles: ['guard', 'chief'] } })

    await swingDoor(app, 'red', 1, { guardId: 'bob' })
    await swingDoor(app, 'blue', 2)

    assert.deepEqual(await hear(anns, 2), ['opened blue 2', 'shut blue 2'])
    assert.deepEqual(await hear(blue, 2), ['opened blue 2', 'shut blue 2'])
    assert.equal((await hear(both, 4)).length, 4)
  })

  it('goes on behind a position, from memory and from the table', async () => {
    await using app = await startTestApp(doors)
    const first = await app.follow(swings, {}, { as: chief })
    const start = first.position
    await swingDoor(app, 'red', 1, { times: 2_500 })
    const heard = await hear(first, 2_501)
    const middle = String(Number(start) + 100)
    assert.deepEqual(heard.slice(0, 3), ['opened red 1', 'opened red 2', 'opened red 3'])
    assert.equal(heard.at(-1), 'shut red 1')

    for (const restarted of [false, true]) {
      if (restarted) await app.restart()
      const again = await app.follow(swings, {}, { as: chief, after: start })
      assert.deepEqual(await hear(again, 2_501), heard)
      const later = await app.follow(swings, {}, { as: ann, after: middle })
      assert.deepEqual(await hear(later, 2_401), heard.slice(100))
    }
  })

  it('loses nothing for who reads slowly while much happens', async () => {
    await using app = await startTestApp(doors)
    const slow = await app.follow(swings, {}, { as: chief })
    const fast = await app.follow(swings, {}, { as: chief })
    await swingDoor(app, 'red', 0)
    assert.deepEqual(await hear(slow, 1), ['opened red 0'])

    for (let n = 1; n <= 3; n += 1) await swingDoor(app, 'red', n, { times: 1_500 })
    const all = await hear(fast, 2 + 3 * 1_501)

    assert.deepEqual(await hear(slow, all.length - 1), all.slice(1))
  })

  it('says up to where it has told, in silence too', async () => {
    await using app = await startTestApp(doors)
    const bobs = await app.follow(swings, {}, { as: { id: 'bob', roles: ['guard'] } })
    const all = await app.follow(swings, {}, { as: chief })
    const next = bobs.next()
    await swingDoor(app, 'red', 1)
    const before = all.position
    await hear(all, 2)
    assert.equal(Number(all.position), Number(before) + 1, 'the last one may not have been taken')
    const last = all.next()
    assert.equal(Number(all.position), Number(before) + 2)
    assert.equal(bobs.position, all.position)
    await all.return?.()
    assert.equal((await last).done, true)
    await swingDoor(app, 'red', 2, { guardId: 'bob' })
    assert.equal((await next).value?.event, opened.name)
  })

  it('refuses a position that is no longer kept, or is none', async () => {
    await using app = await startTestApp(doors)
    const following = await app.follow(swings, {}, { as: chief })
    const old = following.position
    await swingDoor(app, 'red', 1)
    await hear(following, 2)
    void following.next()
    const newest = following.position
    await app.sql`update kit.feed set kept_at = now() - interval '25 hours'`
    await pruneFeed(app.sql, 24)
    await app.restart()

    await assert.rejects(app.follow(swings, {}, { as: chief, after: old }), {
      code: 'FEED_GONE',
      kind: 'precondition',
    })
    const unknown = String(Number(newest) + 1)
    await assert.rejects(app.follow(swings, {}, { as: chief, after: unknown }), {
      code: 'FEED_GONE',
    })
    await assert.rejects(app.follow(swings, {}, { as: chief, after: 'yesterday' }), {
      code: 'INVALID_INPUT',
    })
    const current = await app.follow(swings, {}, { as: chief, after: newest })
    await swingDoor(app, 'red', 2)
    assert.deepEqual(await hear(current, 1), ['opened red 2'])
  })

  it('refuses who may not, what does not fit, and what is never theirs', async () => {
    await using app = await startTestApp(doors)
    const refused = (input: object, as: typeof ann, code: string) =>
      assert.rejects(app.follow(swings, input, { as }), { code })

    await assert.rejects(app.follow(swings, {}, { as: guest }), { code: 'UNAUTHENTICATED' })
    await refused({}, { id: 'eve', roles: ['burglar'] }, 'FORBIDDEN')
    await refused({ window: 'red' }, ann, 'INVALID_INPUT')
    await refused({ door: 7 }, ann, 'INVALID_INPUT')
    const owned = subscription({ ...swings, name: 'doors.unheard' })
    await assert.rejects(app.follow(owned, {}, { as: ann }), { code: 'UNKNOWN_OPERATION' })
    await app.follow(everybodysSwings, {}, { as: guest })
  })

  it('ends when its reader returns, and when the process stops', async () => {
    await using app = await startTestApp(doors)
    const left = await app.follow(swings, {}, { as: chief })
    const waiting = left.next()
    await left.return?.()
    assert.equal((await waiting).done, true)

    const stopped = await app.follow(swings, {}, { as: chief })
    const last = stopped.next()
    await app.restart()
    assert.equal((await last).done, true)
  })

  it('goes on after PostgreSQL ended every connection', async () => {
    await using app = await startTestApp(doors)
    const following = await app.follow(swings, {}, { as: chief })
    await app.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`

    await until(() => swingDoor(app, 'red', 1))

    assert.deepEqual(await hear(following, 2), ['opened red 1', 'shut red 1'])
  })
})

it('is offered by the process that hosts the module, and the others say so', async () => {
  await using app = await startSplit([[doors], [sweets()]])
  const call = {
    subscription: swings.name,
    input: {},
    principal: chief,
    from: { transport: 'local' },
    signal: new AbortController().signal,
  } as const
  const [host, other] = app.parts
  const following = await host?.core.follow(call)
  assert.ok(following)

  await assert.rejects(async () => other?.core.follow(call), {
    code: 'UNKNOWN_OPERATION',
    message: 'Follow doors.swings at the process that hosts the module doors.',
  })
  const swung = { door: 'red', n: 1, guardId: 'ann', times: 1 }
  await other?.call(swing, swung, { id: 'sweets', roles: ['service'] })
  assert.deepEqual(await hear(following, 2), ['opened red 1', 'shut red 1'])
})

describe('a declaration', () => {
  it('is refused where its events could not be told by it', () => {
    const of = (changes: object) => () => subscription({ ...swings, ...changes })
    const far = event({ name: 'windows.opened', summary: '', data: opened.data })

    assert.throws(of({ own: { guard: 'ownerId' } }), /doors.opened has no field "ownerId"/)
    assert.throws(of({ events: [far] }), /windows.opened is an event of another module/)
    const data = Type.Object({ guardId: Type.String(), doors: Type.Array(Type.String()) })
    const listed = event({ name: 'doors.listed', summary: '', data })
    const input = Type.Object({ doors: Type.Array(Type.String()) })
    assert.throws(of({ events: [listed], input }), /"doors" is compared whole and must be a scalar/)
  })
})

async function swingDoor(app: TestApp, door: string, n: number, more = {}): Promise<void> {
  await app.call(swing, { door, n, guardId: 'ann', times: 1, ...more })
}

/** Tries until it succeeds; at most 15 s. */
async function until(run: () => Promise<void>): Promise<void> {
  const deadlineAt = Date.now() + 15_000
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (Date.now() > deadlineAt) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
