import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtIn, type Failure } from '../contract/failure.ts'
import type { Principal } from '../dispatch/principal.ts'
import { Standing, type StandingParts } from './standing.ts'

const ann: Principal = { id: 'ann', roles: ['guard'], sessionId: 's-1' }

describe('those who stay', () => {
  it('are ended when their token has expired, or says something else', async () => {
    await using watch = start()
    const expired = watch.guard(ann, async () => {
      throw builtIn('UNAUTHENTICATED', { says: 'The access token has expired; refresh it.' })
    })
    const promoted = watch.guard(ann, async () => ({ ...ann, roles: ['chief'] }))

    assert.match((await expired).message, /has expired/)
    assert.equal((await promoted).code, 'UNAUTHENTICATED')
  })

  it('stay while nobody can tell, and are ended when somebody can', async () => {
    let asked = 0
    await using watch = start(async (ids) => {
      asked += 1
      if (asked < 3) throw new Error('the database is away')
      return ids.filter((id) => id !== 's-1')
    })
    let checks = 0
    const flaky = async () => {
      checks += 1
      if (checks < 3) throw new Error('the keys cannot be read')
      return ann
    }

    assert.match((await watch.guard(ann, flaky)).message, /session has ended/)
    assert.ok(asked >= 3)
    assert.equal(watch.warned.length, 2 + 2)
  })

  it('are asked about a thousand at once', async () => {
    const sizes: number[] = []
    await using watch = start(async (ids) => {
      sizes.push(ids.length)
      return ids.filter((id) => id !== 'last')
    })
    for (let n = 0; n < 1_500; n += 1) {
      const who = { ...ann, sessionId: `s-${n}` }
      void watch.guard(who, async () => who)
    }
    const last = { ...ann, sessionId: 'last' }

    await watch.guard(last, async () => last)

    assert.deepEqual(sizes.slice(-2), [1_000, 501])
  })
})

/** Looks every 10 ms. */
function start(liveSessions?: StandingParts['liveSessions']) {
  const warned: string[] = []
  const standing = new Standing({
    everyMs: 10,
    ...(liveSessions ? { liveSessions } : {}),
    warn: (message) => warned.push(message),
  })
  standing.start()
  return {
    warned,
    /** Resolves to why it was ended. */
    guard: (principal: Principal, authenticate: () => Promise<Principal>) =>
      new Promise<Failure>((resolve) => {
        const leave = standing.guard({
          principal,
          authenticate,
          end(failure) {
            leave()
            resolve(failure)
          },
        })
      }),
    [Symbol.asyncDispose]: () => standing.stop(),
  }
}
