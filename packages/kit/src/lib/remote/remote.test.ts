import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { count, fill, startMove, sweets } from '../app/testing/sample.ts'
import { glance, label, shelf } from '../app/testing/shelf.ts'
import { type SplitApp, startSplit } from '../app/testing/start-split.ts'

import { guest } from '../dispatch/principal.ts'

const ann = { id: 'ann', roles: ['customer'] }

const placements = {
  'in one process': () => startSplit([[sweets(), shelf]]),
  'in two processes with databases of their own': () => startSplit([[sweets()], [shelf]]),
}

for (const [placement, start] of Object.entries(placements)) {
  describe(`two modules ${placement}`, () => {
    it('ask each other and hear each other once', async () => {
      await using app = await start()
      const anyone = app.parts[0]
      assert.ok(anyone)

      await anyone.call(fill, { jar: 'red', sweets: 2 }, ann, 'k1')
      await anyone.call(fill, { jar: 'red', sweets: 3 }, ann, 'k2')

      await eventually(app, { times: 2, sweets: 5 })
    })

    it('fail with the same declared failures', async () => {
      await using app = await start()
      for (const part of app.parts) {
        await assert.rejects(
          part.call(fill, { jar: 'red', sweets: 101 }, { id: 'x', roles: ['service'] }, 'k'),
          {
            code: 'JAR_IS_FULL',
            kind: 'conflict',
            data: { room: 100 },
          },
        )
        await assert.rejects(
          part.call(fill, { jar: 'red', sweets: 0 }, { id: 'x', roles: ['service'] }, 'k'),
          {
            code: 'INVALID_INPUT',
          },
        )
      }
    })

    it('join their answers for one kind of client, with its own rights', async () => {
      await using app = await start()
      const [first] = app.parts
      await first?.call(fill, { jar: 'red', sweets: 2 }, ann, 'k1')

      for (const part of app.parts) {
        assert.deepEqual(await part.call(glance, { jar: 'red' }, ann), { sweets: 2, by: 'ann' })
        assert.deepEqual(await part.call(glance, { jar: 'red' }, guest), { sweets: 2 })
      }
    })

    it('run sagas where their module is', async () => {
      await using app = await start()
      const [first] = app.parts
      await first?.call(fill, { jar: 'from', sweets: 5 }, ann, 'k1')

      const moved = await first?.call(startMove, { from: 'from', to: 'to', sweets: 2 }, ann, 'k2')

      assert.equal(Object(moved).state, 'done')
      for (const part of app.parts)
        assert.equal(Object(await part.call(count, { jar: 'to' }, ann)).sweets, 2)
    })
  })
}

/** The label becomes as expected, asked in any process, within five seconds. */
async function eventually(app: SplitApp, expected: object): Promise<void> {
  const deadlineAt = Date.now() + 5_000
  for (const part of app.parts) {
    let seen: unknown
    do seen = await part.call(label, { jar: 'red' }, ann)
    while (Object(seen).times !== 2 && Date.now() < deadlineAt)
    assert.deepEqual(seen, expected)
  }
}
