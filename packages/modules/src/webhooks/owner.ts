import type { Principal } from '@archwright/kit'

import { roleOf } from './offer.ts'

/** Whose endpoints and deliveries a caller sees; undefined: everybody's, for staff. */
export function ownerSeenBy(principal: Principal): string | undefined {
  return roleOf(principal) === 'staff' ? undefined : principal.id
}
