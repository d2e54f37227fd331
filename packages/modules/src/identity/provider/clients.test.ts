import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { TestApp } from '@archwright/kit/testing'

import { listClients, registerClient, removeClient } from '../contract.ts'
import { startIdentity } from '../sample-identity.ts'

let app: TestApp
before(async () => {
  app = await startIdentity()
})
after(() => app[Symbol.asyncDispose]())

const fields = {
  name: 'Order desk',
  kind: 'web',
  roles: ['customer'],
  redirectUris: ['https://app.example/callback'],
  postLogoutRedirectUris: [],
  backchannelLogoutUri: null,
  firstParty: false,
} as const

const input = {
  ...fields,
  roles: [...fields.roles],
  redirectUris: [...fields.redirectUris],
  postLogoutRedirectUris: [],
}

describe('an application', () => {
  it('is registered with a secret that is told once, listed without it, and removed', async () => {
    const { client, secret } = await app.call(registerClient, input)
    assert.match(secret ?? '', /^[\w-]{43}$/)
    const { clients } = await app.call(listClients, {})
    assert.deepEqual(clients, [client])
    assert.ok(!JSON.stringify(await app.sql`select * from identity.client`).includes(secret ?? ''))
    await app.call(removeClient, { clientId: client.clientId })
    await app.call(removeClient, { clientId: client.clientId })
    assert.deepEqual((await app.call(listClients, {})).clients, [])
  })

  it('of a program has no address to come back to, and every other one has', async () => {
    const redirectUris = input.redirectUris
    for (const wrong of [{ kind: 'program' as const, redirectUris }, { redirectUris: [] }]) {
      await assert.rejects(app.call(registerClient, { ...input, ...wrong }), {
        code: 'CLIENT_INCONSISTENT',
      })
    }
  })

  const addresses = [
    'http://app.example/callback',
    'https://app.example/#part',
    'javascript:alert(1)',
    'data:text/html,x',
    '//app.example',
    'https://app.example/ x',
  ]
  for (const address of addresses) {
    it(`may not have people sent to ${address}`, async () => {
      const wrong = { ...input, redirectUris: [address] }
      await assert.rejects(app.call(registerClient, wrong), { code: 'INVALID_INPUT' })
    })
  }

  it('of a phone may have an address of its own scheme, and one that is written one on this machine', async () => {
    const redirectUris = ['com.example.app:/back', 'http://127.0.0.1:8080/back']
    const { secret } = await app.call(registerClient, { ...input, kind: 'native', redirectUris })
    assert.equal(secret, null)
  })
})
