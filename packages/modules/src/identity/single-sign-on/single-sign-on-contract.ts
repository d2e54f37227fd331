import { command, personal } from '@archwright/kit/contract'
import { Type } from 'typebox'

import { Challenge } from '../second-factor/second-factor-contract.ts'

const AccountId = Type.String({ format: 'uuid' })
const Methods = Type.Array(Type.String())

export const acceptOutsideSignIn = command({
  name: 'identity.acceptOutsideSignIn',
  summary: 'The account of somebody who signed in elsewhere; opens one at the first time',
  input: Type.Object({
    issuer: Type.String(),
    subject: Type.String(),
    email: Type.Union([Type.String({ ...personal }), Type.Null()]),
    name: Type.Union([Type.String({ ...personal }), Type.Null()]),
    methods: Methods,
    proofId: Type.Optional(Type.String()),
  }),
  output: Type.Object({ accountId: AccountId, methods: Methods, secondFactor: Type.Boolean() }),
  errors: {
    EMAIL_NOT_VERIFIED: {
      kind: 'forbidden',
      says: 'Who signs people in there does not vouch for an email address.',
    },
    EMAIL_TAKEN: {
      kind: 'conflict',
      says: 'There is an account with this address; sign in with its password.',
    },
    ACCOUNT_DISABLED: { kind: 'forbidden', says: 'This account is disabled.' },
    ALREADY_USED: { kind: 'conflict', says: 'This proof was used already.' },
  },
  access: 'internal',
  audited: 'accountId',
  idempotency: 'none',
})

/** Carries a sign-in that is proven to the page of the provider that waits for it. */
export const openTicket = command({
  name: 'identity.openTicket',
  summary: 'Holds a proven sign-in for a minute',
  input: Type.Object({ accountId: AccountId, methods: Methods }),
  output: Type.Object({ ticket: Challenge.properties.challenge }),
  access: 'internal',
  idempotency: 'none',
})

export const takeTicket = command({
  name: 'identity.takeTicket',
  summary: 'Whose proven sign-in it is, once',
  input: Type.Object({ ticket: Challenge.properties.challenge }),
  output: Type.Object({ accountId: AccountId, methods: Methods }),
  errors: {
    SIGN_IN_EXPIRED: { kind: 'unauthenticated', says: 'This took too long; sign in again.' },
  },
  access: 'internal',
  idempotency: 'none',
})
