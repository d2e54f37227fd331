import { type Static, Type } from 'typebox'

/** An amount in integer minor units (cents) with its ISO 4217 currency. */
export type Money = Static<typeof Money>
export const Money = Type.Object(
  {
    amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  { title: 'Money' },
)
