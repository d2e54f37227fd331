import { createEncryption } from '../encryption/encryption.ts'
import type { SigningKeys } from '../identity/signing-keys.ts'
import { createTokenIssuer, type TokenSettings } from '../identity/token-issuer.ts'
import { createPolicy, type PolicyEvent } from '../resilience/policy.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { systemClock } from './clock.ts'
import type { Environment } from './environment.ts'
import type { Settings, Variables } from './settings.ts'
import type { Wiring } from './wiring.ts'

/** What the system's own tokens name as their issuer, and whom they are for. */
export function tokenSettings({ system }: Wiring): TokenSettings {
  return { issuer: system, audience: system }
}

/** From whose pages cookies are taken, if they are. */
export function cookiesOf(
  { identity: { browser } }: Wiring,
  { publicUrl }: Settings,
): { cookies?: { origin: string } } {
  return browser && publicUrl ? { cookies: { origin: new URL(publicUrl).origin } } : {}
}

export interface EnvironmentParts {
  readonly wiring: Wiring
  readonly variables: Variables
  readonly secrets: Pick<Secrets, 'follow'>
  readonly settings: Settings
  readonly keys: SigningKeys
  onDependency(dependency: string, event: PolicyEvent): void
  warn(message: string, details: object): void
}

/** What the modules of a process may take from it. */
export function environmentOf(parts: EnvironmentParts): Environment {
  const { wiring, variables, secrets, settings, keys, onDependency, warn } = parts
  const tokens = tokenSettings(wiring)
  const {
    accessTokenSeconds,
    refreshTokenSeconds,
    provider,
    browser,
    singleSignOn,
    keys: apiKeys,
  } = wiring.identity
  const { publicUrl, production, trustProxy } = settings
  if ((provider || browser) && !publicUrl) {
    warn('PUBLIC_URL is not set: no cookies are taken, no sign-in for applications of others', {})
  }
  return {
    system: wiring.system,
    variables,
    secret: secrets.follow,
    encrypted: createEncryption(secrets.follow('ENCRYPTION_KEYS'), settings),
    tokens: createTokenIssuer(keys, { ...tokens, accessTokenSeconds, clock: systemClock }),
    accessTokenSeconds,
    refreshTokenSeconds,
    tenants: wiring.tenants !== undefined,
    ...(apiKeys ? { keys: apiKeys } : {}),
    ...(singleSignOn && publicUrl
      ? { singleSignOn: { connections: singleSignOn, publicUrl, warn } }
      : {}),
    ...(browser && publicUrl ? { browser: { ...browser, origin: new URL(publicUrl).origin } } : {}),
    ...(provider && publicUrl
      ? {
          provider: {
            ...provider,
            ...tokens,
            issuer: publicUrl,
            keys,
            production,
            trustProxy,
            warn,
          },
        }
      : {}),
    policy(dependency) {
      const policy = wiring.dependencies[dependency]
      if (!policy) throw new TypeError(`the wiring has no policy for the dependency ${dependency}`)
      return createPolicy(dependency, policy, { onEvent: onDependency })
    },
  }
}
