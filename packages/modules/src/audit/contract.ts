/** What callers of the audit module may rely on: who did what, and that nobody has edited it. */

import { pageInput, pageOf, query } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

const text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description })

const whose = {
  module: Type.String({
    pattern: '^[a-z][a-z0-9-]{0,59}$',
    description: 'Whose operations: each module has a log of its own.',
    examples: ['orders'],
  }),
  tenant: Type.Optional(
    Type.String({ format: 'uuid', description: 'Staff of a tenant read that tenant’s, always.' }),
  ),
}

const Hash = Type.String({ pattern: '^([0-9a-f]{64})?$', description: 'SHA-256, hexadecimal.' })

export type Entry = Static<typeof Entry>
export const Entry = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: 'Its place: no number is left out.' }),
    at: Type.String({ format: 'date-time' }),
    principal: Type.String({ description: 'Who did it.' }),
    roles: Type.Array(Type.String()),
    operation: Type.String(),
    resource: Type.Union([Type.String(), Type.Null()], { description: 'What it was done to.' }),
    outcome: Type.String({ description: '`done`, or the code of the failure.' }),
  },
  { title: 'AuditEntry' },
)

export const listEntries = query({
  name: 'audit.listEntries',
  summary: 'Who did what, newest first',
  input: Type.Object({
    ...whose,
    principal: Type.Optional(text(200, 'Only what they did.')),
    resource: Type.Optional(text(500, 'Only what was done to it.')),
    ...pageInput,
  }),
  output: pageOf(Entry),
  access: ['staff'],
  rest: 'GET /audit/entries',
  limit: 'read',
  paged: true,
})

export const verifyEntries = query({
  name: 'audit.verifyEntries',
  summary: 'Whether the log is as it was written, and which entry is the first that is not',
  input: Type.Object({
    ...whose,
    number: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'With `hash`: of an answer that was kept elsewhere.',
      }),
    ),
    hash: Type.Optional(Hash),
  }),
  output: Type.Object({
    intact: Type.Boolean(),
    brokenAt: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Number of the first entry that was changed, taken out or put in.',
    }),
    entries: Type.Integer({ minimum: 0 }),
    hash: Hash,
  }),
  access: ['staff'],
  rest: 'GET /audit/verification',
  limit: 'read',
  deadlineMs: 30_000,
})
