import { command, query, secret } from '@archwright/kit/contract'
import { Type } from 'typebox'

const AccountId = Type.String({ format: 'uuid', description: 'UUID v7.' })

export const OneTimeCode = Type.String({
  ...secret,
  pattern: '^(\\d{6}|[A-Za-z2-7]{4}(-?[A-Za-z2-7]{4}){3})$',
  description: 'Six digits of the authenticator, or a recovery code.',
  examples: ['492039'],
})

const RecoveryCodes = Type.Array(Type.String(), {
  ...secret,
  description: 'Each is good once. Told in this answer and never again.',
})

const tooManyAttempts = {
  kind: 'too-many',
  says: 'Too many wrong codes; try again later.',
  data: Type.Object({ retryAfterSeconds: Type.Integer({ minimum: 1 }) }),
} as const

const badCode = { kind: 'declined', says: 'This code is wrong, or was used already.' } as const
const none = { kind: 'not-found', says: 'There is no second factor.' } as const

const own = { access: ['customer', 'staff'], limit: 'auth', audited: 'accountId' } as const
/** A session that was left open, or stolen, must not be enough to change how its owner signs in. */
const recent = { withinSeconds: 600 } as const

export const getSecondFactor = query({
  name: 'identity.getSecondFactor',
  summary: 'Whether signing in takes a code beside the password',
  input: Type.Object({}),
  output: Type.Object(
    {
      active: Type.Boolean(),
      since: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
      recoveryCodesLeft: Type.Integer({ minimum: 0 }),
    },
    { title: 'SecondFactor' },
  ),
  access: ['customer', 'staff'],
  rest: { route: 'GET /users/me/second-factor' },
  limit: 'read',
})

export const enrolSecondFactor = command({
  ...own,
  name: 'identity.enrolSecondFactor',
  summary:
    'Makes a secret for an authenticator; nothing asks for it until a first code confirms it',
  input: Type.Object({}),
  output: Type.Object(
    {
      accountId: AccountId,
      secret: Type.String({ ...secret, description: 'Base32, to be typed.' }),
      authenticatorUri: Type.String({ ...secret, description: 'otpauth://, as a QR code.' }),
    },
    { title: 'Enrolment' },
  ),
  errors: {
    SECOND_FACTOR_ACTIVE: { kind: 'conflict', says: 'There is one already; remove it first.' },
    USER_NOT_FOUND: { kind: 'not-found', says: 'There is no account here.' },
  },
  signIn: recent,
  rest: { route: 'POST /users/me/second-factor', status: 201 },
  idempotency: 'none',
})

export const confirmSecondFactor = command({
  ...own,
  name: 'identity.confirmSecondFactor',
  summary: 'Shows that the authenticator holds the secret: from now on signing in takes its codes',
  input: Type.Object({ oneTimeCode: OneTimeCode }),
  output: Type.Object(
    { accountId: AccountId, recoveryCodes: RecoveryCodes },
    { title: 'RecoveryCodes' },
  ),
  errors: {
    BAD_CODE: badCode,
    TOO_MANY_ATTEMPTS: tooManyAttempts,
    NO_SECOND_FACTOR: none,
    SECOND_FACTOR_ACTIVE: { kind: 'conflict', says: 'It was confirmed already.' },
  },
  rest: { route: 'POST /users/me/second-factor/confirm' },
  idempotency: 'none',
})

export const renewRecoveryCodes = command({
  ...own,
  name: 'identity.renewRecoveryCodes',
  summary: 'Makes new recovery codes; the old ones are good no more',
  input: Type.Object({}),
  output: confirmSecondFactor.output,
  errors: { NO_SECOND_FACTOR: none },
  signIn: { ...recent, factors: 2 },
  rest: { route: 'POST /users/me/second-factor/recovery-codes' },
  idempotency: 'none',
})

export const removeSecondFactor = command({
  ...own,
  name: 'identity.removeSecondFactor',
  summary: 'Takes the second factor away: the password is enough again',
  input: Type.Object({}),
  output: Type.Object({ accountId: AccountId }, { title: 'WithoutSecondFactor' }),
  errors: { NO_SECOND_FACTOR: none },
  signIn: { ...recent, factors: 2 },
  rest: { route: 'DELETE /users/me/second-factor' },
  idempotency: 'none',
})

export const resetSecondFactor = command({
  name: 'identity.resetSecondFactor',
  summary:
    'Takes it away for somebody who lost authenticator and recovery codes, and ends their sessions',
  input: Type.Object({ accountId: AccountId }),
  output: Type.Object({}),
  errors: { NO_SECOND_FACTOR: none },
  access: ['staff'],
  signIn: { ...recent, factors: 2 },
  rest: { route: 'POST /users/{accountId}/second-factor/reset', status: 204 },
  limit: 'write',
  audited: 'accountId',
  idempotency: 'none',
})

/** Counted on its own, so that a try stays counted when the call that made it is refused. */
export const takeSecondFactorTry = command({
  name: 'identity.takeSecondFactorTry',
  summary: 'Counts a try to give a code, or refuses it',
  input: Type.Object({ accountId: AccountId }),
  output: Type.Object({}),
  errors: { TOO_MANY_ATTEMPTS: tooManyAttempts },
  access: 'internal',
  idempotency: 'none',
})

export const useSecondFactor = command({
  name: 'identity.useSecondFactor',
  summary: 'Uses up a code of an account',
  input: Type.Object({ accountId: AccountId, oneTimeCode: OneTimeCode }),
  output: Type.Object({}),
  errors: { BAD_CODE: badCode, TOO_MANY_ATTEMPTS: tooManyAttempts },
  access: 'internal',
  audited: 'accountId',
  idempotency: 'none',
})

/** What a sign-in goes on with once its password was right. */
export const Challenge = Type.Object(
  {
    challenge: Type.String({
      ...secret,
      minLength: 43,
      maxLength: 43,
      description: 'Names this sign-in; send it with a code.',
    }),
    expiresInSeconds: Type.Integer({ minimum: 1 }),
  },
  { title: 'Challenge' },
)

export const openChallenge = command({
  name: 'identity.openChallenge',
  summary: 'Holds a sign-in between the password and the code',
  input: Type.Object({ accountId: AccountId, methods: Type.Array(Type.String()) }),
  output: Challenge,
  access: 'internal',
  idempotency: 'none',
})
