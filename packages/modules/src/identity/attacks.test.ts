import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'

import { password } from './sample-identity.ts'
import { forgedTokens, goodToken } from './testing/forge.ts'
import { type ProviderProcess, startProvider } from './testing/start-provider.ts'

const kinds = [
  'algorithm none',
  'algorithm nOnE',
  'HS256 with the public key as PEM for its secret',
  'HS256 with the public key as JWK for its secret',
  'a kid that is a path',
  'HS256 by the empty file that its kid names',
  'a kid that is SQL',
  'a kid that is an address',
  'a kid that everything inherits',
  'no kid',
  'a key of the sender in the header (jwk)',
  'the address of a key in the header (jku)',
  'the address of a certificate in the header (x5u)',
  'a certificate in the header (x5c)',
  'signed by a stranger under our kid',
  'expired',
  'not yet valid',
  'of another audience',
  'of another issuer',
  'of another kind, as ID tokens are',
  'cut off',
]

let folder: string
let keysFile: string
let running: ProviderProcess
let claims: { iss: string; aud: string; sub: string }
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attacks-'))
  keysFile = join(folder, 'keys.json')
  running = await startProvider({}, { SIGNING_KEYS_FILE: keysFile })
  claims = { iss: running.url, aud: 'test', sub: await running.addUser('ada@example.com') }
})
after(async () => {
  await running[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

describe('over REST, a token is refused that is', () => {
  it('none of these: a good one is taken', async () => {
    const token = await goodToken(keysFile, claims)
    assert.equal((await running.rest('GET', '/users/me', { token })).status, 200)
  })

  for (const kind of kinds) {
    it(kind, async () => {
      const forged = await forgedTokens(keysFile, claims)
      assert.deepEqual(Object.keys(forged), kinds)
      const token = (await forged[kind]?.()) ?? ''
      assert.equal((await running.rest('GET', '/users/me', { token })).status, 401)
      const read = await fetch(`${running.url}/oauth/userinfo`, {
        headers: { authorization: `Bearer ${token}` },
      })
      assert.equal(read.status, 401)
    })
  }
})

describe('a refresh token that is used again', () => {
  it('ends its session, and the token that was issued with it', async () => {
    const body = { email: 'ada@example.com', password }
    const first = await json(await running.rest('POST', '/sessions', { body }))
    const trade = (refreshToken: string | undefined) =>
      running.rest('POST', '/sessions/refresh', { body: { refreshToken } })
    const second = await json(await trade(first.refreshToken))
    await json(await trade(second.refreshToken))
    assert.equal((await trade(first.refreshToken)).status, 401)
    assert.equal((await trade(second.refreshToken)).status, 401)
  })
})

async function json(answer: Response): Promise<Record<string, string>> {
  assert.equal(answer.status, 201)
  return (await answer.json()) as Record<string, string>
}
