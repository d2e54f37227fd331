import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Type } from 'typebox'

import { command } from '../contract/operation.ts'
import type { Principal, SignIn } from '../dispatch/principal.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { type Parity, startParity } from './testing/start-parity.ts'

const both = {
  summary: 'Pays out.',
  input: Type.Object({}),
  output: Type.Object({ paid: Type.Boolean() }),
  access: ['customer'],
  idempotency: 'none',
} as const
const pay = command({
  ...both,
  name: 'till.pay',
  rest: 'POST /pay',
  signIn: { withinSeconds: 300, factors: 2 },
})
const tip = command({ ...both, name: 'till.tip', rest: 'POST /tip', signIn: { factors: 2 } })

const modules = [
  defineModule({
    name: 'till',
    summary: 'Till.',
    handlers: [pay, tip].map((operation) => handle(operation, async () => ({ paid: true }))),
  }),
]

let parity: Parity
before(async () => {
  parity = await startParity(modules)
})
after(() => parity[Symbol.asyncDispose]())

const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds
const ann: Principal = { id: 'ann', roles: ['customer'] }
const strong = ['pwd', 'otp', 'mfa']

/** How somebody signed in → whether they may pay, and tip. */
const signIns: Record<string, [SignIn | undefined, pays: boolean, tips: boolean]> = {
  'by two factors just now': [{ at: secondsAgo(1), methods: strong }, true, true],
  'by two factors an hour ago': [{ at: secondsAgo(3_600), methods: strong }, false, true],
  'by a password just now': [{ at: secondsAgo(1), methods: ['pwd'] }, false, false],
  'never, as programs': [undefined, false, false],
}

describe('step-up, over every way in: who signed in', () => {
  for (const [how, [signIn, pays, tips]] of Object.entries(signIns)) {
    it(`${how} ${pays ? 'may pay' : 'may not pay'} and ${tips ? 'may tip' : 'may not tip'}`, async () => {
      const token = await parity.tokens.as({ ...ann, ...(signIn ? { signIn } : {}) })
      for (const caller of parity.callers) {
        for (const [operation, may] of [
          [pay, pays],
          [tip, tips],
        ] as const) {
          const outcome = await caller.call(operation, {}, { token })
          const told = 'failure' in outcome ? outcome.failure : undefined
          const about = `${operation.name} over ${caller.transport}`
          assert.equal(told?.code, may ? undefined : 'INSUFFICIENT_SIGN_IN', about)
          if (!may) assert.deepEqual(told?.data, operation.signIn, about)
        }
      }
    })
  }
})

describe('over REST, what is missing', () => {
  it('stands in the challenge of RFC 9470', async () => {
    const token = await parity.tokens.of('ann', 'customer')
    const challenges = await Promise.all(
      ['pay', 'tip'].map(async (path) => {
        const headers = { authorization: `Bearer ${token}` }
        const answer = await fetch(`${parity.url}/v1/${path}`, { method: 'POST', headers })
        return [answer.status, answer.headers.get('www-authenticate')]
      }),
    )
    const start =
      'Bearer error="insufficient_user_authentication", error_description="This needs a stronger or more recent sign-in: sign in again.", acr_values="aal2"'
    assert.deepEqual(challenges, [
      [401, `${start}, max_age="300"`],
      [401, start],
    ])
  })
})
