/** How and when somebody proved who they are. */
export interface SignIn {
  /** Seconds since 1970. */
  readonly at: number
  /** By what, in the words of RFC 8176: `pwd`, `otp`; `mfa` where it was more than one factor. */
  readonly methods: readonly string[]
}

/** Who is asking, after authentication. */
export interface Principal {
  /** Subject of the token; 'anonymous' or a module's name otherwise. */
  readonly id: string
  readonly roles: readonly string[]
  /** Session the token belongs to, when it has one. */
  readonly sessionId?: string
  /** Tenant that the caller acts for, where the system has tenants. */
  readonly tenant?: string
  /** Id of the API key that the caller came with. */
  readonly key?: string
  /** Absent where nobody signed in: programs, tokens that do not say. */
  readonly signIn?: SignIn
  /** The only operations that they may ask for, of those that their roles allow; absent: all of these. */
  readonly operations?: readonly string[]
}

export const guest: Principal = Object.freeze({ id: 'anonymous', roles: ['guest'] })

/** A module calling another one; for a tenant where its caller does. */
export function servicePrincipal(module: string, tenant?: string): Principal {
  return { id: module, roles: ['service'], ...(tenant === undefined ? {} : { tenant }) }
}

export function hasRole(principal: Principal, role: string): boolean {
  return principal.roles.includes(role)
}
