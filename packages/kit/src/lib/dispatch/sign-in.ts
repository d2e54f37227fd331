import { builtIn } from '../contract/failure.ts'
import type { SignInNeed } from '../contract/sign-in-need.ts'
import { hasRole, type Principal, type SignIn } from './principal.ts'

/** A sign-in by two factors says so by this method (RFC 8176). */
const twoFactors = 'mfa'

/** What a sign-in is called in `acr`: the authenticator assurance levels of NIST SP 800-63B. */
export const assuranceLevels = ['aal1', 'aal2'] as const

/** The level that a sign-in by these methods reached. */
export function levelOf(methods: readonly string[]): (typeof assuranceLevels)[number] {
  return methods.includes(twoFactors) ? 'aal2' : 'aal1'
}

/** Refuses who signed in too long ago or too weakly; undefined where nothing is asked. */
export type DemandSignIn = (principal: Principal, now: Date) => void

/**
 * Made once for an operation. INSUFFICIENT_SIGN_IN carries what was asked for. Modules that ask for themselves did not
 * sign in and need not; programs cannot, so they are refused.
 */
export function demandOf(need: SignInNeed | undefined): DemandSignIn | undefined {
  if (!need) return undefined
  return (principal, now) => {
    if (hasRole(principal, 'service') || meets(principal.signIn, need, now)) return
    throw builtIn('INSUFFICIENT_SIGN_IN', { data: need })
  }
}

function meets(
  signIn: SignIn | undefined,
  { withinSeconds = Number.POSITIVE_INFINITY, factors }: SignInNeed,
  now: Date,
): boolean {
  if (!signIn || now.getTime() / 1_000 - signIn.at > withinSeconds) return false
  return factors === undefined || levelOf(signIn.methods) === 'aal2'
}
