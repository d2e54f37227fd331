import { builtIn } from '../contract/failure.ts'
import type { Access } from '../contract/operation.ts'
import { hasRole, type Principal } from './principal.ts'

type Asked = { readonly name: string; readonly access: Access }

/** Refuses who may not: UNAUTHENTICATED when signing in may help, FORBIDDEN when it does not. */
export function authorize(asked: Asked, principal: Principal): void {
  if (mayAsk(asked, principal)) return
  const signInHelps = asked.access !== 'internal' && hasRole(principal, 'guest')
  throw builtIn(signInHelps ? 'UNAUTHENTICATED' : 'FORBIDDEN')
}

/** Whether the path would let this caller in. */
export function mayAsk({ name, access }: Asked, principal: Principal): boolean {
  if (access === 'public' || hasRole(principal, 'service')) return true
  if (principal.operations && !principal.operations.includes(name)) return false
  return access !== 'internal' && access.some((role) => hasRole(principal, role))
}
