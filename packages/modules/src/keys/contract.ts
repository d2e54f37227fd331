/** What callers of the keys module may rely on: how programs of others prove who they are. */

import { bearerLookup, command, query, secret, signatureCheck } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const Role = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', examples: ['partner'] })
const OperationName = Type.String({
  pattern: '^[a-zA-Z][\\w-]{0,60}\\.[a-zA-Z]\\w{0,60}$',
  examples: ['orders.getOrder'],
})

export type Proof = Static<typeof Proof>
export const Proof = Type.Enum(['bearer', 'hmac-sha256', 'ed25519'], {
  title: 'KeyProof',
  description:
    '`bearer`: the key is sent. The others sign each request (RFC 9421), and are never sent.',
})

const PublicKey = Type.String({
  maxLength: 200,
  pattern: '^[A-Za-z0-9+/]{40,}={0,2}$',
  description: 'SubjectPublicKeyInfo (DER) in base64.',
})

export type KeySecret = Static<typeof KeySecret>
const KeySecret = Type.Object(
  {
    hint: Type.String({ description: 'Its last characters.' }),
    createdAt: Moment,
    expiresAt: Moment,
  },
  { title: 'KeySecret' },
)

export type Key = Static<typeof Key>
export const Key = Type.Object(
  {
    keyId: Id,
    partnerId: Type.String({
      format: 'uuid',
      description: 'As whom it acts: all keys of one partner are one caller.',
    }),
    name: Type.String(),
    roles: Type.Array(Role),
    operations: Type.Union([Type.Array(OperationName), Type.Null()], {
      description: 'The only operations it is for; null: all that its roles may.',
    }),
    proof: Proof,
    secrets: Type.Array(KeySecret, { description: 'By what it proves itself; two while renewed.' }),
    createdAt: Moment,
    lastUsedAt: Type.Union([Moment, Type.Null()], { description: 'Exact to a minute.' }),
    revokedAt: Type.Union([Moment, Type.Null()]),
  },
  { title: 'ApiKey' },
)

const Lifetime = Type.Integer({
  minimum: 60,
  maximum: 31_536_000,
  description:
    'Seconds that it is good for; no longer than this system allows, which is the default.',
})

const told = {
  keySecret: Type.Union([Type.String(secret), Type.Null()], {
    description: 'Told in this answer and never again; null where only its holder has it.',
  }),
}
const Issued = Type.Object({ key: Key, ...told }, { title: 'IssuedKey' })

const notFound = {
  KEY_NOT_FOUND: { kind: 'not-found', says: 'There is no such key.' },
} as const
const refused = {
  KEY_BY_KEY: { kind: 'forbidden', says: 'Keys are issued and renewed by people, not with a key.' },
  PUBLIC_KEY_NEEDED: {
    kind: 'invalid',
    says: 'A key that signs by ed25519 comes with its public key, and no other does.',
  },
  SHARED_SECRETS_CLOSED: {
    kind: 'conflict',
    says: 'This system keeps no shared secrets (API_KEY_SECRETS); use ed25519.',
  },
} as const

export const createKey = command({
  name: 'keys.createKey',
  summary: 'Issues a key for a program of a partner',
  input: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f]+$' }),
    partnerId: Type.Optional(
      Type.String({ format: 'uuid', description: 'Of a partner with a key; a new one if absent.' }),
    ),
    roles: Type.Array(Role, { minItems: 1, maxItems: 10, uniqueItems: true }),
    operations: Type.Optional(
      Type.Array(OperationName, { minItems: 1, maxItems: 200, uniqueItems: true }),
    ),
    proof: Type.Optional(Proof),
    publicKey: Type.Optional(PublicKey),
    lifeSeconds: Type.Optional(Lifetime),
  }),
  output: Issued,
  errors: {
    ...refused,
    ROLE_NOT_YOURS: {
      kind: 'forbidden',
      says: 'A key is for partners and customers, or has a role that its issuer has.',
    },
    PARTNER_NOT_FOUND: { kind: 'not-found', says: 'No key is of this partner.' },
  },
  access: ['staff'],
  rest: { route: 'POST /api-keys', status: 201 },
  limit: 'write',
  audited: 'name',
  // Its answer is told once: kept for a repeat, the secret would stand in the database.
  idempotency: 'none',
})

export const listKeys = query({
  name: 'keys.listKeys',
  summary: 'Keys of programs, the newest 500 first',
  input: Type.Object({ partnerId: Type.Optional(Id) }),
  output: Type.Object({ keys: Type.Array(Key) }, { title: 'ApiKeys' }),
  access: ['staff'],
  rest: { route: 'GET /api-keys' },
  limit: 'read',
})

export const rotateKey = command({
  name: 'keys.rotateKey',
  summary: 'Gives a key a new secret; the one before is good for a while yet',
  input: Type.Object({
    keyId: Id,
    overlapSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 2_592_000, description: 'For the one before.' }),
    ),
    publicKey: Type.Optional(PublicKey),
    lifeSeconds: Type.Optional(Lifetime),
  }),
  output: Issued,
  errors: { ...notFound, ...refused },
  access: ['staff'],
  rest: { route: 'POST /api-keys/{keyId}/rotate', status: 201 },
  limit: 'write',
  audited: 'keyId',
  idempotency: 'none',
})

export const revokeKey = command({
  name: 'keys.revokeKey',
  summary: 'Ends a key with all its secrets',
  input: Type.Object({ keyId: Id }),
  output: Type.Object({}),
  errors: notFound,
  access: ['staff'],
  rest: { route: 'DELETE /api-keys/{keyId}', status: 204 },
  limit: 'write',
  audited: 'keyId',
  idempotency: 'natural',
})

export const keyPrefix = 'apikey_'

/** Asked by every process, once per key within the time that a revocation may take. */
export const apiKeys = bearerLookup({
  prefix: keyPrefix,
  name: 'keys.useKey',
  summary: 'Whose key this is',
})

/** Asked for each signed request: no nonce may come again. */
export const keySignatures = signatureCheck({
  name: 'keys.checkSignature',
  summary: 'Whose key signed this',
})
