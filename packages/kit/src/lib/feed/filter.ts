import { builtIn } from '../contract/failure.ts'
import type { Subscription } from '../contract/subscription.ts'
import type { Principal } from '../dispatch/principal.ts'

/** Fields that an event must hold with these values; scalars. */
export type Filter = Readonly<Record<string, unknown>>

/**
 * What a caller is told: events that fit one of the filters. The fields of the input that were given always count; a
 * caller whose every granting role is named in `own` hears only what is theirs.
 * @throws Failure FORBIDDEN when the caller asks for what can only be somebody else's
 */
export function filtersOf(
  { access, own = {} }: Subscription,
  given: Filter,
  principal: Principal,
): Filter[] {
  const granting = principal.roles.filter(
    (role) => role === 'service' || access === 'public' || access.includes(role),
  )
  if (granting.some((role) => !(role in own)) || granting.length === 0) return [given]
  const fields = [...new Set(granting.flatMap((role) => own[role] ?? []))]
  const allowed = fields.filter((field) => !(field in given) || given[field] === principal.id)
  if (allowed.length === 0) throw builtIn('FORBIDDEN')
  return allowed.map((field) => ({ ...given, [field]: principal.id }))
}

/** Whether an event's data fits one of the filters. */
export function fits(filters: readonly Filter[], data: unknown): boolean {
  const fields = Object(data)
  return filters.some((filter) =>
    Object.entries(filter).every(([field, value]) => fields[field] === value),
  )
}
