import assert from 'node:assert/strict'
import { it } from 'node:test'

import { Type } from 'typebox'

import { command } from '../../contract.ts'
import { handle, type Module } from '../../index.ts'
import { startTestApp } from '../../testing.ts'

const Doctor = Type.Object({ doctor: Type.String(), other: Type.String() })
const Tries = Type.Object({ tries: Type.Integer() })

const common = { access: 'internal', idempotency: 'none', input: Doctor, output: Tries } as const

const visit = command({
  ...common,
  name: 'ward.visit',
  summary: 'Count a visit of both, one by one',
})
const leave = command({ ...common, name: 'ward.leave', summary: 'Leave while another one stays' })
const leaveSafely = command({ ...leave, name: 'ward.leaveSafely', isolation: 'serializable' })
const neverEnd = command({ ...common, name: 'ward.neverEnd', summary: 'Lose every conflict' })

it('both of two deadlocked units of work are done once PostgreSQL has chosen its victim', async () => {
  const tries = { a: 0, b: 0 }
  const met = meeting(2)
  const visiting = handle(visit, async ({ doctor, other }, { sql }) => {
    tries[doctor === 'a' ? 'a' : 'b'] += 1
    await sql`update ward.doctors set visits = visits + 1 where doctor = ${doctor}`
    await met()
    await sql`update ward.doctors set visits = visits + 1 where doctor = ${other}`
    return { tries: 0 }
  })
  await using app = await startTestApp({ ...ward, handlers: [visiting] })

  await Promise.all([
    app.call(visit, { doctor: 'a', other: 'b' }),
    app.call(visit, { doctor: 'b', other: 'a' }),
  ])

  assert.deepEqual(await app.sql`select visits from ward.doctors`, [{ visits: 2 }, { visits: 2 }])
  assert.equal(tries.a + tries.b, 3)
})

it('a rule over several rows holds where the command asks for serializable, and only there', async () => {
  for (const [operation, staying] of [
    [leave, 0],
    [leaveSafely, 1],
  ] as const) {
    const met = meeting(2)
    const leaving = handle(operation, async ({ doctor }, { sql }) => {
      const present = await sql`select doctor from ward.doctors where present`
      await met()
      if (present.length > 1)
        await sql`update ward.doctors set present = false where doctor = ${doctor}`
      return { tries: 0 }
    })
    await using app = await startTestApp({ ...ward, handlers: [leaving] })

    await Promise.all([
      app.call(operation, { doctor: 'a', other: 'b' }),
      app.call(operation, { doctor: 'b', other: 'a' }),
    ])

    const present = await app.sql`select from ward.doctors where present`
    assert.equal(present.length, staying, operation.name)
  }
})

it('a conflict that does not pass is answered with UNAVAILABLE after five tries', async () => {
  let tries = 0
  const losing = handle(neverEnd, async (_, { sql }) => {
    tries += 1
    await sql`do $$ begin raise exception using errcode = '40P01'; end $$`
    return { tries }
  })
  await using app = await startTestApp({ ...ward, handlers: [losing] })

  await assert.rejects(app.call(neverEnd, { doctor: 'a', other: 'b' }), { code: 'UNAVAILABLE' })

  assert.equal(tries, 5)
})

const ward: Omit<Module, 'handlers'> = {
  name: 'ward',
  summary: 'Doctors of a ward',
  migrations: new URL('./testing/ward-migrations/', import.meta.url),
}

/** Lets the first so many wait for one another; whoever comes again goes on at once. */
function meeting(size: number): () => Promise<void> {
  let arrived = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  return () => {
    arrived += 1
    if (arrived === size) resolve()
    return promise
  }
}
