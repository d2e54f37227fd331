/** What callers of the identity module may rely on: who people are, and how they prove it. */

import {
  bearerLookup,
  command,
  event,
  liveSessions,
  personal,
  query,
  revocations,
  secret,
} from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

import { line, Role } from './contract-parts.ts'
import { Challenge, OneTimeCode, useSecondFactor } from './second-factor/second-factor-contract.ts'

import { takeTicket } from './single-sign-on/single-sign-on-contract.ts'

export { Role } from './contract-parts.ts'
export {
  Client,
  clientKinds,
  listClients,
  registerClient,
  removeClient,
} from './provider/client-contract.ts'
export {
  confirmSecondFactor,
  enrolSecondFactor,
  getSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
} from './second-factor/second-factor-contract.ts'

const UserId = Type.String({ format: 'uuid', description: 'UUID v7.' })

const Email = Type.String({
  ...personal,
  format: 'email',
  maxLength: 254,
  description: 'Kept in lower case; one account per address.',
  examples: ['ada@example.com'],
})

const Password = Type.String({
  ...secret,
  minLength: 10,
  maxLength: 128,
  description: 'Any characters; length is what counts. Kept only as an argon2id hash.',
  examples: ['correct horse battery staple'],
})

const Name = Type.String({ ...line(100, 'Ada Lovelace'), ...personal })

const Version = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Grows by one with every change; also the ETag.',
})

export type Address = Static<typeof Address>
export const Address = Type.Object(
  {
    lines: Type.Array(line(100, '12 St James Square'), { minItems: 1, maxItems: 4 }),
    city: line(100, 'London'),
    postalCode: line(20, 'SW1Y 4JH'),
    country: Type.String({
      pattern: '^[A-Z]{2}$',
      description: 'ISO 3166-1 alpha-2.',
      examples: ['GB'],
    }),
  },
  { ...personal, title: 'Address' },
)

export type Profile = Static<typeof Profile>
export const Profile = Type.Object(
  {
    id: UserId,
    email: Email,
    name: Name,
    address: Type.Union([Address, Type.Null()]),
    roles: Type.Array(Role),
    version: Version,
    createdAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Profile' },
)

export type Session = Static<typeof Session>
export const Session = Type.Object(
  {
    accessToken: Type.String({
      description: 'JWT for `Authorization: Bearer`.',
      examples: ['access-token'],
    }),
    tokenType: Type.Literal('Bearer'),
    expiresInSeconds: Type.Integer({ minimum: 1, description: 'Life of the access token.' }),
    refreshToken: Type.String({ ...secret, description: 'Good for one call of identity.refresh.' }),
    refreshExpiresInSeconds: Type.Integer({ minimum: 1 }),
  },
  { title: 'Session' },
)

export const register = command({
  name: 'identity.register',
  summary: 'Opens a customer account',
  input: Type.Object({ email: Email, password: Password, name: Name }),
  output: Profile,
  errors: {
    EMAIL_TAKEN: { kind: 'conflict', says: 'There is an account with this email address.' },
  },
  access: 'public',
  rest: { route: 'POST /users', status: 201, etag: 'version' },
  limit: 'auth',
  // A repeat has no second effect, but answers EMAIL_TAKEN: proving the password is for login, which counts attempts.
  idempotency: 'none',
})

export const login = command({
  name: 'identity.login',
  summary: 'Opens a session with email and password',
  input: Type.Object({
    email: Email,
    password: Type.String({ minLength: 1, maxLength: 128 }),
  }),
  output: Session,
  errors: {
    BAD_CREDENTIALS: {
      kind: 'unauthenticated',
      says: 'Email address and password do not match.',
    },
    TOO_MANY_ATTEMPTS: {
      kind: 'too-many',
      says: 'Too many failed attempts for this address; try again later.',
      data: Type.Object({ retryAfterSeconds: Type.Integer({ minimum: 1 }) }),
    },
    SECOND_FACTOR_REQUIRED: {
      kind: 'unauthenticated',
      says: 'The password is right; send the challenge with a code of your authenticator.',
      data: Challenge,
    },
  },
  access: 'public',
  rest: { route: 'POST /sessions', status: 201 },
  limit: 'auth',
  idempotency: 'none',
})

export const completeLogin = command({
  name: 'identity.completeLogin',
  summary: 'Opens the session of a sign-in that takes a code',
  input: Type.Object({ challenge: Challenge.properties.challenge, oneTimeCode: OneTimeCode }),
  output: Session,
  errors: {
    ...useSecondFactor.errors,
    SIGN_IN_EXPIRED: { kind: 'unauthenticated', says: 'This took too long; sign in again.' },
  },
  access: 'public',
  rest: { route: 'POST /sessions/second-factor', status: 201 },
  limit: 'auth',
  idempotency: 'none',
})

export const refresh = command({
  name: 'identity.refresh',
  summary: 'Trades a refresh token for new tokens; using an old one again ends the session',
  input: Type.Object({ refreshToken: Type.String({ minLength: 20, maxLength: 200 }) }),
  output: Session,
  errors: {
    SESSION_ENDED: { kind: 'unauthenticated', says: 'This session has ended; sign in again.' },
  },
  access: 'public',
  rest: { route: 'POST /sessions/refresh', status: 201 },
  limit: 'auth',
  idempotency: 'none',
})

export const logout = command({
  name: 'identity.logout',
  summary: 'Ends the session of the access token',
  input: Type.Object({}),
  output: Type.Object({}),
  access: ['customer', 'staff'],
  rest: { route: 'DELETE /sessions/current', status: 204 },
  limit: 'write',
  idempotency: 'natural',
})

export const getProfile = query({
  name: 'identity.getProfile',
  summary: 'The profile of whoever asks',
  input: Type.Object({}),
  output: Profile,
  errors: {
    USER_NOT_FOUND: { kind: 'not-found', says: 'This account no longer exists.' },
  },
  access: ['customer', 'staff'],
  rest: { route: 'GET /users/me', etag: 'version' },
  limit: 'read',
  gather: 32,
})

export const updateProfile = command({
  name: 'identity.updateProfile',
  summary: 'Changes the given fields of the profile, unless somebody else changed it meanwhile',
  input: Type.Object({
    version: Version,
    name: Type.Optional(Name),
    address: Type.Optional(Type.Union([Address, Type.Null()])),
  }),
  output: Profile,
  errors: {
    USER_NOT_FOUND: { kind: 'not-found', says: 'This account no longer exists.' },
    VERSION_MISMATCH: {
      kind: 'precondition',
      says: 'The profile was changed meanwhile; read it again.',
      data: Type.Object({ version: Version }),
    },
  },
  access: ['customer', 'staff'],
  rest: { route: 'PATCH /users/me', etag: 'version', headers: { version: 'if-match' } },
  limit: 'write',
  idempotency: 'natural',
})

const Ticket = takeTicket.input
const Proof = Type.Union([login.input, completeLogin.input, Ticket])
const proofErrors = { ...login.errors, ...completeLogin.errors }

/** Proves who somebody is without opening a session: the provider keeps its own. */
export const checkSignIn = command({
  name: 'identity.checkSignIn',
  summary: 'Whose password, or code, this is',
  input: Type.Object({ proof: Proof }),
  output: Type.Object({ accountId: UserId, methods: Type.Array(Type.String()) }),
  errors: proofErrors,
  access: 'internal',
  idempotency: 'none',
})

const TokenHash = Type.String({ maxLength: 100, description: 'SHA-256, base64url.' })

export const openBrowserSession = command({
  name: 'identity.openBrowserSession',
  summary: 'Opens a session that a cookie holds',
  input: Type.Object({
    proof: Proof,
    hash: TokenHash,
    previous: Type.Optional(TokenHash),
  }),
  output: Type.Object({}),
  errors: proofErrors,
  access: 'internal',
  idempotency: 'none',
})

export const closeBrowserSession = command({
  name: 'identity.closeBrowserSession',
  summary: 'Ends the session that a cookie holds',
  input: Type.Object({ hash: TokenHash }),
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'natural',
})

export const browserSessions = bearerLookup({
  prefix: 'ses_',
  name: 'identity.useBrowserSession',
  summary: 'Whose session a cookie holds',
})

/** Asked by every process, so that none takes tokens of what has ended. */
export const findRevocations = revocations({
  name: 'identity.findRevocations',
  summary: 'Which sessions ended before their tokens expire',
})

export const disableAccount = command({
  name: 'identity.disableAccount',
  summary: 'Shuts an account out, and ends all its sessions',
  input: Type.Object({ accountId: UserId }),
  output: Type.Object({}),
  errors: { USER_NOT_FOUND: { kind: 'not-found', says: 'There is no such account.' } },
  access: ['staff'],
  rest: { route: 'POST /users/{accountId}/disable', status: 204 },
  limit: 'write',
  idempotency: 'natural',
})

export const enableAccount = command({
  name: 'identity.enableAccount',
  summary: 'Lets an account sign in again',
  input: Type.Object({ accountId: UserId }),
  output: Type.Object({}),
  errors: { USER_NOT_FOUND: { kind: 'not-found', says: 'There is no such account.' } },
  access: ['staff'],
  rest: { route: 'POST /users/{accountId}/enable', status: 204 },
  limit: 'write',
  idempotency: 'natural',
})

/** Charges an address for a try to sign in, before the password is looked at; a success clears the account. */
export const takeLoginAttempt = command({
  name: 'identity.takeLoginAttempt',
  summary: 'Counts a try to sign in, or refuses it',
  input: Type.Object({ email: Email }),
  output: Type.Object({}),
  errors: { TOO_MANY_ATTEMPTS: login.errors.TOO_MANY_ATTEMPTS },
  access: 'internal',
  idempotency: 'none',
})

/** Ends a session on its own, so that it stays ended when the call that found the theft is refused. */
export const endSession = command({
  name: 'identity.endSession',
  summary: 'Ends a session with all its refresh tokens',
  input: Type.Object({ sessionId: Type.String({ format: 'uuid' }) }),
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'natural',
})

/** Asked of those who stay connected. */
export const findLiveSessions = liveSessions({
  name: 'identity.findLiveSessions',
  summary: 'Which of the given sessions have not ended',
})

export const userRegistered = event({
  name: 'identity.userRegistered',
  summary: 'A customer account was opened',
  data: Type.Object({ userId: UserId, email: Email, name: Name }),
})
