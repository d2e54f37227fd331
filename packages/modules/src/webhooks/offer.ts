import { hasRole, type Principal } from '@archwright/kit'
import type { EventSpec } from '@archwright/kit/contract'

/**
 * Events that may leave the system, and for whom. What a module declares for clients to follow (a `subscription`) is one
 * as it stands.
 */
export interface Offer {
  readonly events: readonly EventSpec[]
  /** Who may have them sent: `partner`, `staff`; other roles have no endpoints. */
  readonly access: 'public' | readonly string[]
  /** Role → the event's field that holds its owner's id: such owners get their own events only. */
  readonly own?: Readonly<Record<string, string>>
}

export const ownerRoles = ['partner', 'staff'] as const
export type OwnerRole = (typeof ownerRoles)[number]

/** An event with the roles of the owners that may have it. */
export interface OfferedEvent {
  readonly event: EventSpec
  readonly roles: readonly OwnerRole[]
  /** The field of the event that holds the id of the partner it is about. */
  readonly partnerField: string | undefined
}

/** By name. Throws a TypeError when an event is offered twice, or its field of the owner does not exist. */
export type Offered = ReadonlyMap<string, OfferedEvent>

export function offeredOf(offers: readonly Offer[]): Offered {
  const offered = new Map<string, OfferedEvent>()
  for (const { events, access, own } of offers) {
    const roles = ownerRoles.filter((role) => access === 'public' || access.includes(role))
    for (const event of events) {
      const { name, data } = event
      if (offered.has(name)) throw new TypeError(`${name} is offered twice`)
      const partnerField = own?.partner
      if (partnerField !== undefined && !(partnerField in data.properties))
        throw new TypeError(`${name} has no field "${partnerField}"`)
      if (roles.length > 0) offered.set(name, { event, roles, partnerField })
    }
  }
  return offered
}

/** Staff and our own modules are one, everybody else who may ask is a partner. */
export function roleOf(principal: Principal): OwnerRole {
  return hasRole(principal, 'staff') || hasRole(principal, 'service') ? 'staff' : 'partner'
}

/** The first of the names that an owner of this role may not choose. */
export function findUnknown(
  names: readonly string[],
  offered: Offered,
  role: OwnerRole,
): string | undefined {
  return names.find(
    (name) => !name.startsWith('custom.') && !offered.get(name)?.roles.includes(role),
  )
}
