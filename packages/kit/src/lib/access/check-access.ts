import type { Module } from '../module/define-module.ts'
import type { Roles } from './roles.ts'

/**
 * Sees to it that each operation and subscription says who may, in roles that there are.
 * @throws TypeError with all that is wrong
 */
export function checkAccess(modules: readonly Module[], roles: Roles): void {
  const asked = modules.flatMap(({ handlers, subscriptions = [] }) => [
    ...handlers.map(({ operation }) => operation),
    ...subscriptions,
  ])
  const wrong = asked.flatMap(({ name, access }) => {
    const problem = problemOf(access, roles)
    return problem ? [`${name} ${problem}`] : []
  })
  if (wrong.length > 0) throw new TypeError(`access: ${wrong.join('; ')}`)
}

// What has no types may have no access either.
function problemOf(access: unknown, roles: Roles): string | undefined {
  if (access === 'public' || access === 'internal') return undefined
  if (!Array.isArray(access) || access.length === 0) return 'does not say who may ask'
  const unknown = access.find((role) => !roles.knows(role))
  return unknown === undefined
    ? undefined
    : `names the role "${unknown}", which no module declares (roles: { ${unknown}: [] })`
}
