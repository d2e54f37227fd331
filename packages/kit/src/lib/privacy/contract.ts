import { type Static, Type } from 'typebox'

import { operationOf } from '../contract/long-running.ts'
import { command, query } from '../contract/operation.ts'
import { Erased } from '../contract/personal-data.ts'

const PersonId = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Subject of the account.',
})

const Part = Type.Object(
  {
    module: Type.String({ examples: ['orders'] }),
    what: Type.String(),
    why: Type.String({ description: 'What it is kept for.' }),
    rows: Type.Array(Type.Unknown()),
  },
  { title: 'PersonalDataPart' },
)

/** All that the system holds of a person. */
const Export = Type.Object(
  { personId: PersonId, madeAt: Type.String({ format: 'date-time' }), parts: Type.Array(Part) },
  { title: 'PersonalDataExport' },
)

/** What an erasure did, module by module. It names nobody. */
export type ErasureReport = Static<typeof ErasureReport>
export const ErasureReport = Type.Object(
  {
    modules: Type.Array(
      Type.Object({ module: Type.String(), ...Erased.properties }, { title: 'ErasureOfModule' }),
    ),
  },
  { title: 'ErasureReport' },
)

const people = ['customer', 'partner', 'staff'] as const
const exporting = {
  output: Export,
  limit: 'write',
  cost: 5,
  deadlineMs: 30_000,
  priority: 'background',
  degradable: { flag: 'exports' },
} as const
const erasing = {
  output: operationOf(ErasureReport),
  limit: 'write',
  idempotency: 'key',
} as const

export const exportMine = query({
  ...exporting,
  name: 'privacy.exportMine',
  summary: 'All that is held of whoever asks',
  input: Type.Object({}),
  access: people,
  rest: 'GET /privacy/export',
})

export const exportPerson = query({
  ...exporting,
  name: 'privacy.exportPerson',
  summary: 'All that is held of a person',
  input: Type.Object({ personId: PersonId }),
  access: ['staff'],
  rest: 'GET /privacy/persons/{personId}/export',
})

export const eraseMine = command({
  ...erasing,
  name: 'privacy.eraseMine',
  summary:
    'Erases what is held of whoever asks, in the background; says what the law obliges to keep',
  input: Type.Object({}),
  access: ['customer', 'partner'],
  rest: { route: 'DELETE /privacy/me', status: 202 },
})

export const erasePerson = command({
  ...erasing,
  name: 'privacy.erasePerson',
  summary: 'Erases what is held of a person, in the background; says what the law obliges to keep',
  input: Type.Object({ personId: PersonId }),
  access: ['staff'],
  rest: { route: 'DELETE /privacy/persons/{personId}', status: 202 },
})

export const listErasures = query({
  name: 'privacy.listErasures',
  summary:
    'What was erased of a person and what was kept, newest first: the proof that it was done',
  input: Type.Object({ personId: PersonId }),
  output: Type.Object({
    erasures: Type.Array(
      Type.Object(
        {
          id: Type.String({ format: 'uuid' }),
          askedBy: Type.Enum(['person', 'staff']),
          erasedAt: Type.String({ format: 'date-time' }),
          ...ErasureReport.properties,
        },
        { title: 'Erasure' },
      ),
    ),
  }),
  access: ['staff'],
  rest: 'GET /privacy/persons/{personId}/erasures',
  limit: 'read',
})
