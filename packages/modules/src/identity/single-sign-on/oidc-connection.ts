import type * as Library from 'openid-client'

import { type Attempt, type Connection, NotProven } from './connection.ts'

export interface OidcSettings {
  readonly name: string
  /** Where we are told who came back. */
  readonly callbackUrl: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: () => string | undefined
}

const timeoutSeconds = 5
/** What an issuer says of itself is looked at again after this time. */
const knownForMs = 600_000

/** Signs people in at an OpenID Provider: code with PKCE, state and nonce; the library checks signature, issuer, audience and time. */
export function oidcConnection(settings: OidcSettings): Connection {
  const { name, callbackUrl } = settings
  const discover = discovery(settings)
  return {
    name,
    protocol: 'oidc',
    async begin({ state, nonce, verifier }) {
      const { library, config } = await discover()
      return library.buildAuthorizationUrl(config, {
        redirect_uri: callbackUrl,
        scope: 'openid email profile',
        response_type: 'code',
        code_challenge: await library.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
    },
    async finish({ url }, attempt) {
      const { library, config } = await discover()
      const claims = await claimsOf(library, config, { url, attempt })
      const { iss, sub, email, email_verified: verified, name: called, amr } = claims
      return {
        issuer: iss,
        subject: sub,
        email: typeof email === 'string' && verified === true ? email : null,
        name: typeof called === 'string' ? called : null,
        methods: Array.isArray(amr) ? amr.filter((one) => typeof one === 'string') : [],
      }
    },
  }
}

async function claimsOf(
  library: typeof Library,
  config: Library.Configuration,
  { url, attempt }: { url: URL; attempt: Attempt },
) {
  try {
    const tokens = await library.authorizationCodeGrant(config, url, {
      pkceCodeVerifier: attempt.verifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims) return claims
  } catch (cause) {
    throw new NotProven('the answer of the issuer proves nothing', { cause })
  }
  throw new NotProven('the issuer sent no ID token')
}

function discovery({ issuer, clientId, clientSecret }: OidcSettings) {
  let known: { config: Promise<Library.Configuration>; atMs: number } | undefined
  return async () => {
    // Here, because only a process that is told of an issuer needs it.
    const library = await import('openid-client')
    if (!known || performance.now() - known.atMs > knownForMs) {
      const secret = clientSecret()
      const proof = secret === undefined ? library.None() : library.ClientSecretBasic(secret)
      const plain = issuer.startsWith('http:') ? [library.allowInsecureRequests] : []
      const options = {
        execute: [...plain, library.enableNonRepudiationChecks],
        timeout: timeoutSeconds,
      }
      const config = library.discovery(new URL(issuer), clientId, undefined, proof, options)
      known = { config, atMs: performance.now() }
      config.catch(() => {
        known = undefined
      })
    }
    return { library, config: await known.config }
  }
}
