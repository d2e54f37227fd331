import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider from 'oidc-provider'

/** What its tokens are for. */
export const api = 'https://shop.example/v1'

/** A certified provider in the place of somebody else's. */
export class OutsideIssuer {
  readonly url: string
  readonly #server = createServer((request, response) => {
    if (request.url === '/jwks') this.keysAsked += 1
    void this.#provider?.callback()(request, response)
  })
  readonly #keys: JWK[] = []
  #provider: Provider | undefined
  keysAsked = 0

  static async start(): Promise<OutsideIssuer> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    const made = new OutsideIssuer(`http://127.0.0.1:${port}`)
    await made.rotate('one')
    await made.listen()
    return made
  }

  private constructor(url: string) {
    this.url = url
  }

  async listen(): Promise<void> {
    this.#server.listen(Number(new URL(this.url).port), '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async rotate(kid: string): Promise<void> {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    this.#keys.unshift({ ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' })
    this.#provider = new Provider(this.url, {
      jwks: { keys: this.#keys as never },
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      clients: [
        {
          client_id: 'program',
          client_secret: 'secret',
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
        },
      ],
      extraTokenClaims: () => ({
        realm: { groups: ['shoppers', 'resellers', 'root', 'nobody', 7] },
      }),
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => api,
          getResourceServerInfo: () => ({
            scope: '',
            accessTokenTTL: 3_600,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          }),
        },
      },
    })
  }

  async token(): Promise<string> {
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('program:secret').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    const body = (await answer.json()) as { access_token?: string }
    if (!body.access_token) throw new Error(JSON.stringify(body))
    return body.access_token
  }
}
