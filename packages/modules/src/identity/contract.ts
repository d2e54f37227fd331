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

/** One line of visible text: PostgreSQL keeps no NUL, and a mail header must not break. */
function line(maxLength: number, example: string) {
  const pattern = '^[^\\u0000-\\u001f]*[^\\s\\u0000-\\u001f][^\\u0000-\\u001f]*$'
  return Type.String({ minLength: 1, maxLength, pattern, examples: [example] })
}

const Name = Type.String({ ...line(100, 'Ada Lovelace'), ...personal })

const Version = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Grows by one with every change; also the ETag.',
})

export type Role = Static<typeof Role>
export const Role = Type.Enum(['customer', 'staff'], { title: 'Role' })

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

export const clientKinds = ['web', 'browser', 'native', 'program'] as const

const RedirectUri = Type.String({
  maxLength: 500,
  pattern:
    '^(https://[^\\s#]+|http://(localhost|127\\.0\\.0\\.1)(:\\d+)?(/[^\\s#]*)?|[a-z][a-z0-9+-]*(\\.[a-z0-9+-]+)+:/[^\\s#]*)$',
  description: 'Compared to the letter. Of a native application it may have a scheme of its own.',
  examples: ['https://app.example/callback'],
})

const clientFields = {
  name: line(100, 'Order desk'),
  kind: Type.Enum([...clientKinds], {
    title: 'ClientKind',
    description:
      '`web`: has a server that keeps a secret. `browser`, `native`: keep none. `program`: acts for itself.',
  }),
  roles: Type.Array(Role, {
    maxItems: 10,
    uniqueItems: true,
    description: 'Scopes of the API that it may ask for: no token of it carries another role.',
  }),
  redirectUris: Type.Array(RedirectUri, { maxItems: 20, uniqueItems: true }),
  postLogoutRedirectUris: Type.Array(RedirectUri, { maxItems: 20, uniqueItems: true }),
  backchannelLogoutUri: Type.Union([
    Type.String({ maxLength: 500, pattern: '^https?://[^\\s#]+$' }),
    Type.Null(),
  ]),
  firstParty: Type.Boolean({ description: 'People are not asked whether they agree.' }),
}

export type Client = Static<typeof Client>
export const Client = Type.Object(
  {
    clientId: Type.String({ format: 'uuid' }),
    ...clientFields,
    createdAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Client' },
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
  },
  access: 'public',
  rest: { route: 'POST /sessions', status: 201 },
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

export const registerClient = command({
  name: 'identity.registerClient',
  summary: 'Registers an application that people or programs sign in for',
  input: Type.Object(clientFields),
  output: Type.Object(
    {
      client: Client,
      secret: Type.Union([Type.String(), Type.Null()], {
        description: 'Told in this answer and never again; null where none can be kept.',
      }),
    },
    { title: 'RegisteredClient' },
  ),
  errors: {
    CLIENT_INCONSISTENT: {
      kind: 'invalid',
      says: 'A program needs no redirect address; every other application needs one.',
    },
  },
  access: ['staff'],
  rest: { route: 'POST /oauth-clients', status: 201 },
  limit: 'write',
  idempotency: 'none',
})

export const listClients = query({
  name: 'identity.listClients',
  summary: 'Applications that people or programs sign in for',
  input: Type.Object({}),
  output: Type.Object({ clients: Type.Array(Client) }, { title: 'Clients' }),
  access: ['staff'],
  rest: { route: 'GET /oauth-clients' },
  limit: 'read',
})

export const removeClient = command({
  name: 'identity.removeClient',
  summary: 'Forgets an application: what was issued for it is taken back',
  input: Type.Object({ clientId: Type.String({ format: 'uuid' }) }),
  output: Type.Object({}),
  access: ['staff'],
  rest: { route: 'DELETE /oauth-clients/{clientId}', status: 204 },
  limit: 'write',
  idempotency: 'natural',
})

/** Proves who somebody is without opening a session: the provider keeps its own. */
export const checkPassword = command({
  name: 'identity.checkPassword',
  summary: 'Whose email address and password these are',
  input: login.input,
  output: Type.Object({ accountId: UserId }),
  errors: login.errors,
  access: 'internal',
  idempotency: 'none',
})

const TokenHash = Type.String({ maxLength: 100, description: 'SHA-256, base64url.' })

export const openBrowserSession = command({
  name: 'identity.openBrowserSession',
  summary: 'Opens a session that a cookie holds',
  input: Type.Object({
    ...login.input.properties,
    hash: TokenHash,
    previous: Type.Optional(TokenHash),
  }),
  output: Type.Object({}),
  errors: login.errors,
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
