import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What Vault answers, as its documentation says, to who reads a secret of its key-value engine or logs in by AppRole:
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 and …/auth/approle. No binary of Vault was to be had.
 */
export interface VaultServer extends AsyncDisposable {
  readonly url: string
  /** What secret/shop holds. */
  values: Record<string, string>
  /** Ends every token that was given out. */
  revoke(): void
  readonly logins: number
}

export async function startVaultServer(values: Record<string, string>): Promise<VaultServer> {
  let generation = 0
  const state = { values, logins: 0 }
  const token = () => `hvs.token-${generation}`
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    const chunks = await Array.fromAsync<Buffer>(request)
    if (request.url === '/v1/auth/approle/login') {
      const { role_id, secret_id } = JSON.parse(Buffer.concat(chunks).toString())
      if (role_id !== 'shop' || secret_id !== 'shop-secret-id')
        return answer(400, { errors: ['invalid role or secret ID'] })
      state.logins += 1
      return answer(200, {
        auth: { client_token: token(), lease_duration: 3_600, renewable: true },
      })
    }
    if (request.headers['x-vault-token'] !== token())
      return answer(403, { errors: ['permission denied'] })
    if (request.url !== '/v1/secret/data/shop') return answer(404, { errors: [] })
    const metadata = { version: 1, deletion_time: '', destroyed: false }
    return answer(200, { data: { data: state.values, metadata } })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    revoke() {
      generation += 1
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
