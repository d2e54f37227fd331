/** Who is asking, after authentication. */
export interface Principal {
  /** Subject of the token; 'anonymous' or a module's name otherwise. */
  readonly id: string
  readonly roles: readonly string[]
  /** Session the token belongs to, when it has one. */
  readonly sessionId?: string
}

export const guest: Principal = Object.freeze({ id: 'anonymous', roles: ['guest'] })

/** A module calling another one. */
export function servicePrincipal(module: string): Principal {
  return { id: module, roles: ['service'] }
}

export function hasRole(principal: Principal, role: string): boolean {
  return principal.roles.includes(role)
}
