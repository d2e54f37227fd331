import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { it } from 'node:test'

import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'

import { exchange, signIn, startProvider } from '../testing/start-provider.ts'

it('a token of the API names the tenant of its person’s account, and a refreshed one as well', async () => {
  await using running = await startProvider()
  const config = await running.discover(await running.register())
  const came = async (email: string) => {
    const granted = await signIn(running, config, { scope: 'customer', email })
    return exchange(config, granted)
  }
  await running.addUser('alone@example.com')
  const nobodys = await came('alone@example.com')
  assert.equal(decodeJwt(nobodys.access_token).tenant, undefined)

  const tenant = randomUUID()
  await running.addUser('ada@example.com')
  await running.sql`update identity.account set tenant_id = ${tenant} where email = 'ada@example.com'`
  const tokens = await came('ada@example.com')
  assert.equal(decodeJwt(tokens.access_token).tenant, tenant)
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '', {
    resource: `${running.url}/v1`,
  })
  assert.equal(decodeJwt(refreshed.access_token).tenant, tenant)
})
