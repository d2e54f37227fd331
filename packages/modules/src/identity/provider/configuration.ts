import type { BackgroundContext } from '@archwright/kit'
import type { ProviderEnvironment } from '@archwright/kit/app'
import { assuranceLevels } from '@archwright/kit/identity'
import {
  type Configuration,
  errors,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider'

import { logoutSource, postLogoutSuccessSource, renderError } from './library-pages.ts'
import { paths } from './paths.ts'
import { stateAdapter } from './state-adapter.ts'
import { interactionPolicyOf } from './strong-sign-in.ts'
import { extraClaims, findSubject } from './subjects.ts'

export interface ProviderSettings extends ProviderEnvironment {
  readonly accessTokenSeconds: number
  readonly refreshTokenSeconds: number
  /** Names of where else people may sign in. */
  readonly connections: readonly string[]
}

/** Seconds that a sign-in may take from its first page to its last. */
const interactionSeconds = 600

/** How oidc-provider is to work: OAuth 2.1, so codes with PKCE only, refresh tokens used once, ES256 as everywhere here. */
export function configurationOf(
  settings: ProviderSettings,
  context: BackgroundContext,
): Configuration {
  const { keys, issuer, refreshTokenSeconds, accessTokenSeconds, sessionSeconds } = settings
  return {
    adapter: stateAdapter(context),
    jwks: { keys: [...keys.privateJwks().keys] as never }, // its type of a key is narrower than jose's
    routes: { ...paths },
    cookies: cookiesOf(settings),
    clientDefaults: { id_token_signed_response_alg: 'ES256', response_types: ['code'] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], userinfoSigningAlgValues: ['ES256'] },
    clientAuthMethods: ['client_secret_basic', 'none'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    acrValues: [...assuranceLevels],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      profile: ['name'],
      email: ['email', 'email_verified'],
    },
    extraClientMetadata: { properties: ['roles', 'first_party'] },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    clientBasedCORS: (_ctx, origin, client) => ownsOrigin(client.redirectUris ?? [], origin),
    findAccount: (_ctx, id) => findSubject(context.sql, id),
    extraTokenClaims: ({ oidc }, token) => extraClaims(context.sql, token, oidc.entities),
    loadExistingGrant,
    interactions: {
      policy: interactionPolicyOf(),
      url: (_ctx, { uid }) => `${paths.interaction}/${uid}`,
    },
    formats: { customizers: { jwt: (_ctx, _token, jwt) => void addNotBefore(jwt.payload) } },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: accessTokenSeconds,
      Interaction: interactionSeconds,
      RefreshToken: refreshTokenSeconds,
      Session: sessionSeconds,
      Grant: Math.max(refreshTokenSeconds, sessionSeconds),
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => apiOf(issuer),
        useGrantedResource: async () => false,
        getResourceServerInfo: async (_ctx, asked, client) => {
          if (asked !== apiOf(issuer)) throw new errors.InvalidTarget()
          return resourceOf(settings, client.roles as string[]) // as the client adapter put it
        },
      },
    },
    renderError,
    // Applications on this machine may be told of sign-outs while they are written; else only public addresses are.
    ...(settings.production ? {} : { fetch: fetchAnywhere }),
  }
}

/** What clients name as `resource` (RFC 8707) for a token of the API. */
export function apiOf(issuer: string): string {
  return `${issuer}/v1`
}

/** Scopes of the API are roles: a token carries those that its person has, its application may, and both agreed to. */
function resourceOf(
  { audience, accessTokenSeconds }: ProviderSettings,
  roles: readonly string[],
): ResourceServer {
  return {
    scope: roles.join(' '),
    audience,
    accessTokenTTL: accessTokenSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  } as ResourceServer
}

function addNotBefore(payload: Record<string, unknown>): void {
  payload.nbf = payload.iat
}

/** Prefixes bind a cookie to this very host and to TLS; without TLS, on one's own machine, browsers refuse them. */
function cookiesOf({ keys, issuer }: ProviderSettings): Configuration['cookies'] {
  const secure = issuer.startsWith('https:')
  const shared = { httpOnly: true, sameSite: 'lax', signed: true } as const
  return {
    names: {
      session: secure ? '__Host-provider' : 'provider',
      interaction: secure ? '__Secure-interaction' : 'interaction',
      resume: secure ? '__Secure-resume' : 'resume',
    },
    long: shared,
    short: shared,
    keys: keys.secrets('cookies of the provider').map((key) => key.toString('base64url')),
  }
}

function ownsOrigin(redirectUris: readonly string[], origin: string): boolean {
  return redirectUris.some((uri) => URL.parse(uri)?.origin === origin)
}

/** What was agreed to before; our own applications need no agreement. */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider, result } = oidc
  const clientId = client?.clientId ?? ''
  const known = result?.consent?.grantId ?? session?.grantIdFor(clientId)
  const grant = known ? await provider.Grant.find(known) : undefined
  if (grant || !client?.first_party || !session?.accountId) return grant
  const made = new provider.Grant({ clientId, accountId: session.accountId })
  made.addOIDCScope([...oidc.requestParamScopes].join(' '))
  for (const [name, { scopes }] of Object.entries(oidc.resourceServers ?? {})) {
    made.addResourceScope(name, [...scopes].join(' '))
  }
  await made.save()
  return made
}

/** Without the guard that the library puts into the options. */
const fetchAnywhere: NonNullable<Configuration['fetch']> = (url, options) =>
  fetch(url, { ...options, dispatcher: undefined } as object)
