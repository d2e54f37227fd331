import type { Offer } from './offer.ts'

/** What this system sends to the systems of others, and to whom; a subscription of a contract can stand here as it is. */
export const offers: readonly Offer[] = []
