import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startTestApp } from '../app/test-app.ts'
import { fill, filled, sweets } from '../app/testing/sample.ts'
import { on } from '../channel/listener.ts'
import type { Sql } from '../data/sql.ts'
import type { Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'

const ann = { id: 'ann', roles: ['customer'] }

it('publishes once when PostgreSQL makes a command run again', async () => {
  const conflicts = conflictOnce()
  const filling = handle(fill, async ({ jar, sweets }, { sql, publish }) => {
    publish(filled, { jar, sweets })
    await conflicts.meet(sql)
    return { sweets }
  })
  await using app = await startTestApp({ ...sweets(), handlers: [filling] })

  await app.call(fill, { jar: 'red', sweets: 3 }, { as: ann, key: 'k' })

  await app.settle()
  assert.equal(conflicts.runs(), 2)
  assert.deepEqual(await app.published(filled), [{ jar: 'red', sweets: 3 }])
})

it('publishes once when PostgreSQL makes a subscriber run again', async () => {
  const conflicts = conflictOnce()
  const echo = on(filled, 'sweets.echo', async ([delivery], { sql, publish }) => {
    if (delivery?.data.jar !== 'red') return
    publish(filled, { jar: 'echo', sweets: delivery.data.sweets })
    await conflicts.meet(sql)
  })
  const module: Module = sweets()
  await using app = await startTestApp({ ...module, listeners: [echo] })

  await app.call(fill, { jar: 'red', sweets: 3 }, { as: ann, key: 'k' })

  await app.settle()
  assert.equal(conflicts.runs(), 2)
  const echoes = (await app.published(filled)).filter(({ jar }) => jar === 'echo')
  assert.deepEqual(echoes, [{ jar: 'echo', sweets: 3 }])
})

/** A serialization failure the first time it is met. */
function conflictOnce() {
  let runs = 0
  return {
    runs: () => runs,
    async meet(sql: Sql) {
      runs += 1
      if (runs === 1) await sql`do $$ begin raise exception using errcode = '40001'; end $$`
    },
  }
}
