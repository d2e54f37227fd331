import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'

import { command } from '../contract/operation.ts'
import type { Principal } from '../dispatch/principal.ts'
import { guest } from '../dispatch/principal.ts'
import { handle } from '../module/handle.ts'
import { startTestApp } from './test-app.ts'
import { count, fill, filled, fillMany, startMove, sweets } from './testing/sample.ts'

const ann: Principal = { id: 'ann', roles: ['customer'] }
const bob: Principal = { id: 'bob', roles: ['customer'] }

describe('a command', () => {
  it('commits its effect, its event and its job together', async () => {
    await using app = await startTestApp(sweets())

    assert.deepEqual(await app.call(fill, { jar: 'red', sweets: 3 }, { as: ann, key: 'k1' }), {
      sweets: 3,
    })

    await app.settle()
    assert.deepEqual(await app.published(filled), [{ jar: 'red', sweets: 3 }])
    assert.deepEqual(await app.call(count, { jar: 'red' }), { sweets: 3, heard: 1, jobs: 1 })
  })

  it('leaves nothing behind when it fails, and its key is free again', async () => {
    await using app = await startTestApp(sweets())
    await app.call(fill, { jar: 'red', sweets: 99 }, { as: ann, key: 'k1' })

    await assert.rejects(app.call(fill, { jar: 'red', sweets: 2 }, { as: ann, key: 'k2' }), {
      code: 'JAR_IS_FULL',
      kind: 'conflict',
    })

    await app.settle()
    assert.equal((await app.call(count, { jar: 'red' })).sweets, 99)
    assert.deepEqual(await app.call(fill, { jar: 'red', sweets: 1 }, { as: ann, key: 'k2' }), {
      sweets: 100,
    })
  })

  it('answers a repeated key with the first answer, whoever asks at the same time', async () => {
    await using app = await startTestApp(sweets())
    const once = () => app.call(fill, { jar: 'red', sweets: 1 }, { as: ann, key: 'same' })

    const answers = await Promise.all(Array.from({ length: 20 }, once))

    assert.deepEqual(new Set(answers.map(({ sweets }) => sweets)), new Set([1]))
    await app.settle()
    assert.deepEqual(await app.call(count, { jar: 'red' }), { sweets: 1, heard: 1, jobs: 1 })
  })

  it('refuses a key that was used with another input, and keeps keys of two callers apart', async () => {
    await using app = await startTestApp(sweets())
    await app.call(fill, { jar: 'red', sweets: 1 }, { as: ann, key: 'k' })

    await assert.rejects(app.call(fill, { jar: 'red', sweets: 2 }, { as: ann, key: 'k' }), {
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    assert.deepEqual(await app.call(fill, { jar: 'red', sweets: 2 }, { as: bob, key: 'k' }), {
      sweets: 3,
    })
  })

  it('refuses who is not allowed, what does not fit, and a missing key', async () => {
    await using app = await startTestApp(sweets())

    await assert.rejects(app.call(fill, { jar: 'red', sweets: 1 }, { as: guest, key: 'k' }), {
      code: 'UNAUTHENTICATED',
    })
    await assert.rejects(app.call(fill, { jar: 'red', sweets: 0 }, { as: ann, key: 'k' }), {
      code: 'INVALID_INPUT',
    })
    await assert.rejects(app.call(fill, { jar: 'red', sweets: 1 }, { as: ann }), {
      code: 'IDEMPOTENCY_KEY_MISSING',
    })
    assert.equal((await app.call(count, { jar: 'red' })).sweets, 0)
  })

  it('refuses text that PostgreSQL cannot keep, and says where it stands', async () => {
    await using app = await startTestApp(sweets())
    for (const jar of ['nul \0', 'half \ud83d', '\udf6c half']) {
      await assert.rejects(app.call(fill, { jar, sweets: 1 }, { as: ann, key: 'k' }), {
        code: 'INVALID_INPUT',
        data: {
          problems: [
            { path: '/jar', problem: 'must be Unicode without NUL, nested 64 levels at most' },
          ],
        },
      })
    }
    await app.call(fill, { jar: 'sweet \u{1f36c}', sweets: 1 }, { as: ann, key: 'k' })
  })
})

describe('a command of one statement', () => {
  const rename = command({
    name: 'sweets.rename',
    summary: 'Renames a jar.',
    input: Type.Object({ jar: Type.String(), how: Type.Enum(['once', 'twice', 'and tell']) }),
    output: Type.Object({ renamed: Type.Integer() }),
    access: 'internal',
    idempotency: 'natural',
  })
  const renaming = handle(rename, {
    oneStatement: true,
    async run({ jar, how }, { sql, publish }) {
      const rows =
        await sql`update sweets.jar set name = name || '!' where name = ${jar} returning 1`
      if (how === 'twice') await sql`select 1`
      if (how === 'and tell') publish(filled, { jar, sweets: 1 })
      return { renamed: rows.length }
    },
  })

  it('commits with it, and may do nothing else', async () => {
    const module = sweets()
    await using app = await startTestApp({ ...module, handlers: [...module.handlers, renaming] })
    await app.call(fill, { jar: 'red', sweets: 1 }, { as: ann, key: 'k' })

    assert.deepEqual(await app.call(rename, { jar: 'red', how: 'once' }), { renamed: 1 })

    for (const how of ['twice', 'and tell'] as const)
      await assert.rejects(app.call(rename, { jar: 'red!', how }), TypeError)
  })
})

describe('a gathered command', () => {
  it('answers each caller for itself, also those that fail', async () => {
    await using app = await startTestApp(sweets())
    const call = (n: number) =>
      app
        .call(
          fillMany,
          { jar: `jar-${n}`, sweets: n % 7 === 3 ? 101 : 1 },
          { as: ann, key: `k${n}` },
        )
        .then(
          () => 'filled',
          (error: { code: string }) => error.code,
        )

    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => call(n)))

    assert.deepEqual(
      answers,
      answers.map((_, n) => (n % 7 === 3 ? 'JAR_IS_FULL' : 'filled')),
    )
    const [kept] = await app.sql<{ n: number }>`select count(*) as n from kit.idempotency`
    assert.equal(kept?.n, answers.filter((answer) => answer === 'filled').length)
  })

  it('runs members alone when their batch fails, so that one bad input harms nobody else', async () => {
    await using app = await startTestApp(sweets())
    const calls = ['a', 'poison', 'b', 'c'].map((jar, n) =>
      app.call(fillMany, { jar, sweets: 1 }, { as: ann, key: `k${n}` }),
    )

    const results = await Promise.allSettled(calls)

    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    )
  })

  it('has one effect for one key sent many times at once', async () => {
    await using app = await startTestApp(sweets())
    const once = () => app.call(fillMany, { jar: 'red', sweets: 1 }, { as: ann, key: 'same' })

    const answers = await Promise.allSettled(Array.from({ length: 30 }, once))

    for (const answer of answers) assert.equal(answer.status, 'fulfilled')
    assert.equal((await app.call(count, { jar: 'red' })).sweets, 1)
  })
})

describe('a saga', () => {
  const filledApp = async (misbehave?: (where: string) => void) => {
    const app = await startTestApp(sweets(misbehave))
    await app.call(fill, { jar: 'from', sweets: 10 }, { as: ann, key: 'start' })
    return app
  }
  const held = async (app: Awaited<ReturnType<typeof startTestApp>>, jar: string) =>
    (await app.call(count, { jar })).sweets

  it('runs its steps in order and tells the caller how it ended', async () => {
    await using app = await filledApp()

    const { state } = await app.call(
      startMove,
      { from: 'from', to: 'to', sweets: 4 },
      { as: ann, key: 'm' },
    )

    assert.equal(state, 'done')
    assert.deepEqual([await held(app, 'from'), await held(app, 'to')], [6, 4])
  })

  it('undoes what was done when a step is refused', async () => {
    await using app = await filledApp()

    const { state } = await app.call(
      startMove,
      { from: 'from', to: 'cursed', sweets: 4 },
      { as: ann, key: 'm' },
    )

    assert.equal(state, 'failed')
    assert.equal(await held(app, 'from'), 10)
  })

  it('tries a step again that failed for a passing reason, and moves once', async () => {
    let failures = 2
    await using app = await filledApp((where) => {
      if (where === 'put' && failures-- > 0) throw new Error('passing')
    })

    const { state } = await app.call(
      startMove,
      { from: 'from', to: 'to', sweets: 4 },
      { as: ann, key: 'm' },
    )

    assert.equal(state, 'done')
    assert.deepEqual([await held(app, 'from'), await held(app, 'to')], [6, 4])
  })

  it('that is refused past its pivot, again and again, is left stuck for staff to see', async () => {
    await using app = await filledApp()
    const input = { from: 'from', to: 'late', sweets: 4 }
    const moving = app.call(startMove, input, { as: ann, key: 'm' })
    const tried = async () => {
      const [row] = await app.sql<{ attempts: number }>`select attempts from kit.saga`
      return row?.attempts ?? 0
    }
    while ((await tried()) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await app.sql`update kit.saga set attempts = 5, lease_until = now()`

    assert.equal((await moving).state, 'stuck')

    assert.deepEqual([await held(app, 'from'), await held(app, 'late')], [6, 4])
    const [row] =
      await app.sql`select state, step, failure from kit.saga where ended_at is not null`
    assert.deepEqual(row, { state: 'stuck', step: 2, failure: { step: 'thank', code: 'TOO_LATE' } })
  })

  it('re-attaches a repeated key to the same saga', async () => {
    await using app = await filledApp()
    const move = () =>
      app.call(startMove, { from: 'from', to: 'to', sweets: 1 }, { as: ann, key: 'm' })

    const answers = await Promise.all([move(), move(), move()])

    assert.equal(new Set(answers.map(({ id }) => id)).size, 1)
    assert.deepEqual([await held(app, 'from'), await held(app, 'to')], [9, 1])
  })
})

describe('an event', () => {
  it('that one subscriber cannot take blocks only itself', async () => {
    let failures = 3
    await using app = await startTestApp(
      sweets((where) => {
        if (where === 'hear bad' && failures-- > 0) throw new Error('not yet')
      }),
    )
    await Promise.all(
      ['good', 'bad', 'fine'].map((jar) =>
        app.call(fill, { jar, sweets: 1 }, { as: ann, key: jar }),
      ),
    )

    await app.settle()

    assert.equal((await app.call(count, { jar: 'good' })).heard, 1)
    assert.equal((await app.call(count, { jar: 'fine' })).heard, 1)
  })
})
