import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { hash } from '@node-rs/argon2'

import { hashPassword, isCurrentHash, verifyNobody, verifyPassword } from './passwords.ts'
import { hashRefreshToken, newRefreshToken } from './refresh-token.ts'

describe('passwords', () => {
  it('are kept as Argon2id at the cost OWASP asks for, never twice the same', async () => {
    const [first, second] = await Promise.all([hashPassword('secret'), hashPassword('secret')])
    assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.notEqual(first, second)
    assert.equal(await verifyPassword(first, 'secret'), true)
    assert.equal(await verifyPassword(first, 'Secret'), false)
  })

  it('are known to need a new hash when the old one was cheaper', async () => {
    assert.equal(isCurrentHash(await hashPassword('secret')), true)
    assert.equal(isCurrentHash(await hash('secret', { memoryCost: 4_096, timeCost: 1 })), false)
  })

  it('take as long to refuse for nobody as for somebody', async () => {
    const hashed = await hashPassword('secret')
    await verifyNobody('warm up')
    const somebody: number[] = []
    const nobody: number[] = []
    for (let round = 0; round < 10; round++) {
      somebody.push(await durationMs(() => verifyPassword(hashed, 'wrong')))
      nobody.push(await durationMs(() => verifyNobody('wrong')))
    }
    const ratio = Math.min(...nobody) / Math.min(...somebody)
    assert.ok(ratio > 0.5 && ratio < 2, `nobody takes ${ratio} times as long as somebody`)
  })

  it('are refused as OVERLOADED when more are asked for than can wait', async () => {
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => hashPassword('x')))
    const refused = results.filter(({ status }) => status === 'rejected')
    assert.ok(refused.length > 0 && refused.length < 60, `${refused.length} of 60`)
    for (const result of refused) {
      assert.equal((result as PromiseRejectedResult).reason.code, 'OVERLOADED')
    }
  })
})

describe('refresh tokens', () => {
  it('are 256 random bits, stored only as a hash that finds them again', () => {
    const { token, hash: stored } = newRefreshToken()
    assert.equal(Buffer.from(token, 'base64url').length, 32)
    assert.notEqual(newRefreshToken().token, token)
    assert.equal(stored, hashRefreshToken(token))
    assert.doesNotMatch(stored, new RegExp(token.slice(0, 8)))
  })
})

async function durationMs(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}
