import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'

import { base32 } from './base32.ts'
import { codeOf, newSecret, stepOf } from './totp.ts'

/** RFC 6238, appendix B, SHA-1: seconds since 1970 → the last six of its eight digits. */
const vectors = {
  59: '287082',
  1111111109: '081804',
  1111111111: '050471',
  1234567890: '005924',
  2000000000: '279037',
  20000000000: '353130',
}

describe('a code', () => {
  const secret = Buffer.from('12345678901234567890')
  for (const [seconds, code] of Object.entries(vectors)) {
    it(`${seconds} s after 1970 is as RFC 6238 says`, () => {
      assert.equal(codeOf(secret, Math.floor(Number(seconds) / 30)), code)
    })
  }

  it('is the same as an outside authenticator makes, for any secret and time', () => {
    const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(secrets, fc.nat({ max: 4_000_000_000 }), (bytes, seconds) => {
        const authenticator = new TOTP({ secret: Secret.fromBase32(base32(bytes)) })
        const code = authenticator.generate({ timestamp: seconds * 1_000 })
        assert.equal(codeOf(bytes, Math.floor(seconds / 30)), code)
      }),
    )
  })

  it('is taken one step of time before and after its own, and no further', () => {
    const own = newSecret()
    const at = (step: number) => new Date(step * 30_000 + 15_000)
    const step = 55_000_000
    const taken = [-2, -1, 0, 1, 2].map((off) => stepOf(own, codeOf(own, step), at(step + off)))
    assert.deepEqual(taken, [undefined, step, step, step, undefined])
  })
})
