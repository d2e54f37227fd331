import type { Principal } from '@archwright/kit'
import { inertEnvironment } from '@archwright/kit/app'
import type { AccessToken } from '@archwright/kit/identity'
import { startTestApp, type TestApp } from '@archwright/kit/testing'

import { login, type Profile, register, type Session } from './contract.ts'
import { type IdentitySettings, identity } from './index.ts'

export const password = 'correct horse battery staple'

/** The module on its own database, with an issuer whose tokens are the principals in JSON. */
export function startIdentity(settings: Partial<IdentitySettings> = {}): Promise<TestApp> {
  return startTestApp(
    identity({
      tokens: { issue },
      encrypted: inertEnvironment.encrypted,
      system: 'Shop',
      ...settings,
    }),
  )
}

async function issue(principal: Principal): Promise<AccessToken> {
  return { token: JSON.stringify(principal), expiresInSeconds: 600 }
}

/** Whom an access token of {@link startIdentity} stands for. */
export function bearerOf({ accessToken }: Session): Principal {
  return JSON.parse(accessToken)
}

export function addUser(app: TestApp, email = 'ada@example.com'): Promise<Profile> {
  return app.call(register, { email, password, name: 'Ada Lovelace' })
}

/** A new customer and the first session of theirs. */
export async function signUp(app: TestApp, email = 'ada@example.com') {
  const profile = await addUser(app, email)
  const session = await app.call(login, { email, password })
  return { profile, session, as: bearerOf(session) }
}
