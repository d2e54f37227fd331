import type { JWTPayload } from 'jose'

import type { SignIn } from '../dispatch/principal.ts'
import { levelOf } from '../dispatch/sign-in.ts'

/** How somebody signed in, as claims of a token (RFC 9068 §2.2.1). */
export function claimsOfSignIn(signIn: SignIn | undefined): JWTPayload {
  if (!signIn) return {}
  const { at, methods } = signIn
  return { auth_time: at, amr: [...methods], acr: levelOf(methods) }
}

/** The same read back; nothing where the token does not say when. */
export function signInOf({ auth_time: at, amr }: JWTPayload): { readonly signIn?: SignIn } {
  if (typeof at !== 'number') return {}
  const methods = Array.isArray(amr) ? amr.filter((one) => typeof one === 'string') : []
  return { signIn: Object.freeze({ at, methods: Object.freeze(methods) }) }
}
