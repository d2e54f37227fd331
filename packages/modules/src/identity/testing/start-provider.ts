import { once } from 'node:events'
import { createServer } from 'node:net'
import { defineModule, type Sql } from '@archwright/kit'
import { defaultWiring, type Wiring } from '@archwright/kit/app'
import type { Input, Output } from '@archwright/kit/contract'
import { startTestProcess, type TestProcess } from '@archwright/kit/testing'
import * as oidc from 'openid-client'

import type { registerClient } from '../contract.ts'
import { create } from '../index.ts'
import { password } from '../sample-identity.ts'
import { Browser } from './browser.ts'

export interface ProviderProcess extends AsyncDisposable {
  readonly process: TestProcess
  readonly url: string
  readonly sql: Sql
  /** Calls the REST API. */
  rest(method: string, path: string, options?: { token?: string; body?: object }): Promise<Response>
  /** Registers an application, as staff. */
  register(fields?: Partial<Input<typeof registerClient>>): Promise<Output<typeof registerClient>>
  /** An outside client that has discovered the provider, and checks every signature. */
  discover(registered: Output<typeof registerClient>): Promise<oidc.Configuration>
  /** Opens a customer's account. */
  addUser(email: string): Promise<string>
}

export const callback = 'https://app.example/callback'

/** The identity module in a whole process, which signs people in for applications. */
export async function startProvider(
  identity: Partial<Wiring['identity']> = {},
  variables: Record<string, string> = {},
): Promise<ProviderProcess> {
  const port = Number(variables.PORT ?? (await freePort()))
  const url = `http://127.0.0.1:${port}`
  const wiring = defaultWiring('shop', ['identity']).identity
  let sql: Sql | undefined
  const look = watcher((found) => {
    sql = found
  })
  const process = await startTestProcess({
    modules: { identity: create, look },
    wiring: {
      interfaces: { websocket: { maxSockets: 100, maxCalls: 8, maxFollowed: 8 } },
      identity: { ...wiring, provider: { sessionSeconds: 3_600 }, ...identity },
    },
    variables: { PORT: String(port), PUBLIC_URL: url, ...variables },
  })
  const rest: ProviderProcess['rest'] = (method, path, { token, body } = {}) =>
    fetch(`${url}/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  if (!sql) throw new TypeError('the module that looks was not started')
  return {
    process,
    url,
    sql,
    rest,
    async register(fields = {}) {
      const token = await process.tokenFor('01890000-0000-7000-8000-000000000000', 'staff')
      const body = { ...webClient, ...fields }
      return okJson(await rest('POST', '/oauth-clients', { token, body }))
    },
    discover: async ({ client, secret }) => {
      const found = await oidc.discovery(
        new URL(url),
        client.clientId,
        undefined,
        secret === null ? oidc.None() : oidc.ClientSecretBasic(secret),
        { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
      )
      return found
    },
    async addUser(email) {
      const body = { email, password, name: 'Ada Lovelace' }
      return (await okJson<{ id: string }>(await rest('POST', '/users', { body }))).id
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  }
}

/** A module beside it, through which a test looks into the database. */
function watcher(tell: (sql: Sql) => void) {
  return () =>
    defineModule({
      name: 'look',
      summary: 'Looks',
      handlers: [],
      async start({ sql }) {
        tell(sql)
        return async () => {}
      },
    })
}

const webClient: Input<typeof registerClient> = {
  name: 'Order desk',
  kind: 'web',
  roles: ['customer'],
  redirectUris: [callback],
  postLogoutRedirectUris: ['https://app.example/bye'],
  backchannelLogoutUri: null,
  firstParty: false,
}

async function okJson<Body>(answer: Response): Promise<Body> {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status}: ${text}`)
  return JSON.parse(text)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  return address.port
}

export interface Asked {
  readonly scope: string
  readonly email: string
  readonly parameters?: Record<string, string>
  readonly browser?: Browser
}

/** Signs a person in for the application in a browser of theirs, up to the address they come back with. */
export async function signIn(
  provider: ProviderProcess,
  config: oidc.Configuration,
  { scope, email, parameters = {}, browser = new Browser(provider.url) }: Asked,
) {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  // Only an ID token can carry one.
  const nonce = scope.includes('openid') ? oidc.randomNonce() : undefined
  const start = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...(nonce === undefined ? {} : { nonce }),
    ...parameters,
  })
  let landing = await browser.get(start.href)
  if (landing.text.includes('type="password"')) {
    landing = await browser.post(landing.url, { email, password })
  }
  const asked = landing.text.includes('value="allow"')
  if (asked) landing = await browser.post(landing.url, { act: 'allow' })
  return { browser, landing, asked, verifier, state, nonce, back: new URL(landing.url) }
}

/** The tokens for what {@link signIn} came back with. */
export function exchange(
  config: oidc.Configuration,
  { back, verifier, state, nonce }: Awaited<ReturnType<typeof signIn>>,
  parameters: Record<string, string> = {},
) {
  const checks = { pkceCodeVerifier: verifier, expectedState: state }
  const whole = nonce === undefined ? checks : { ...checks, expectedNonce: nonce }
  return oidc.authorizationCodeGrant(config, back, whole, parameters)
}
