import type { Principal } from '../dispatch/principal.ts'

/** Role → the roles it includes; they include theirs in turn. */
export type RoleHierarchy = Readonly<Record<string, readonly string[]>>

/** Roles of every system. */
const standardRoles: RoleHierarchy = { customer: [], partner: [], staff: [], admin: ['staff'] }

/** What a caller is inside the process is not for a module to declare or a token to say. */
export const reservedRoles: readonly string[] = ['service', 'guest']

/** The roles of a system. */
export interface Roles {
  knows(role: string): boolean
  /** The same principal with every role that its roles include. */
  hold(principal: Principal): Principal
}

/**
 * Puts together what the modules declare.
 * @throws TypeError for a role that is reserved, includes an unknown one, or includes itself
 */
export function rolesOf(modules: readonly { readonly roles?: RoleHierarchy }[]): Roles {
  const included = new Map(Object.entries(standardRoles))
  for (const [role, others] of modules.flatMap(({ roles = {} }) => Object.entries(roles))) {
    if (reservedRoles.includes(role)) throw new TypeError(`the role "${role}" is reserved`)
    included.set(role, [...(included.get(role) ?? []), ...others])
  }
  const whole = new Map([...included.keys()].map((role) => [role, closure(role, included)]))
  return {
    knows: (role) => whole.has(role),
    hold(principal) {
      if (!principal.roles.some((role) => (whole.get(role)?.length ?? 0) > 1)) return principal
      const roles = principal.roles.flatMap((role) => whole.get(role) ?? [role])
      return Object.freeze({ ...principal, roles: [...new Set(roles)] })
    },
  }
}

/** A role with all it includes, itself first. */
function closure(
  role: string,
  included: ReadonlyMap<string, readonly string[]>,
  above: readonly string[] = [],
): string[] {
  if (above.includes(role)) throw new TypeError(`the role "${role}" includes itself`)
  const others = included.get(role)
  if (!others)
    throw new TypeError(`the role "${above.at(-1)}" includes "${role}", which nobody declares`)
  return [role, ...others.flatMap((other) => closure(other, included, [...above, role]))]
}
