import { builtIn } from '../contract/failure.ts'
import type { Access } from '../contract/operation.ts'
import { hasRole, type Principal } from './principal.ts'

type Asked = { readonly access: Access }

/** Refuses who may not: UNAUTHENTICATED when signing in may help, FORBIDDEN when it does not. */
export function authorize(asked: Asked, principal: Principal): void {
  if (mayAsk(asked, principal)) return
  const signInHelps = asked.access !== 'internal' && hasRole(principal, 'guest')
  throw builtIn(signInHelps ? 'UNAUTHENTICATED' : 'FORBIDDEN')
}

/** Whether the path would let this caller in. */
export function mayAsk({ access }: Asked, principal: Principal): boolean {
  if (access === 'public' || hasRole(principal, 'service')) return true
  return access !== 'internal' && access.some((role) => hasRole(principal, role))
}
