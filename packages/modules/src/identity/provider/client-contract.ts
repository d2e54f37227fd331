import { command, query } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

import { line, Role } from '../contract-parts.ts'

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
