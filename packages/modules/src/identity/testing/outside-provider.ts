import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

import { freePort } from './start-provider.ts'

/** Who is signed in there, as its ID tokens say. */
export interface OutsideUser {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
}

/** An OpenID Provider of somebody else, at whose pages its user is signed in already. */
export async function startOutsideProvider(callback: string, user: () => OutsideUser) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const provider = new Provider(url, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' } as never] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clients: [{ client_id: 'shop', client_secret: 'outside secret', redirect_uris: [callback] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false, // as many providers do, and as we ask for
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ ...user(), sub }) }),
  })
  const answer = provider.callback()
  const server = createServer((request, response) => {
    const isPage = request.url?.startsWith('/interaction/')
    void (isPage ? agree(provider, user().sub, { request, response }) : answer(request, response))
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function agree(
  provider: Provider,
  accountId: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const grant = new provider.Grant({ accountId, clientId: 'shop' })
  grant.addOIDCScope('openid email profile')
  const consent = { grantId: await grant.save() }
  await provider.interactionFinished(request, response, { login: { accountId }, consent })
}
