import { type Static, Type } from 'typebox'

import { command, query } from '../contract/operation.ts'

const settable = {
  name: Type.String({ pattern: '^[a-z][a-z0-9.-]{0,79}$', examples: ['search'] }),
  on: Type.Boolean({ description: 'False: it is off for everybody.' }),
  percent: Type.Number({
    minimum: 0,
    maximum: 100,
    default: 100,
    description:
      'The share of callers for whom it is on; each finds it the same from call to call.',
  }),
  tenants: Type.Array(Type.String({ maxLength: 100 }), {
    maxItems: 1_000,
    default: [],
    description: 'Tenants for whom it is on whatever the share.',
  }),
  owner: Type.String({ minLength: 1, maxLength: 100, description: 'Who answers for it.' }),
  until: Type.Union([Type.String({ format: 'date' }), Type.Null()], {
    default: null,
    description: 'The day by which it is to be gone; null: a switch that stays.',
  }),
}

/** What staff switch while the system runs. */
export type Flag = Static<typeof Flag>
export const Flag = Type.Object(
  {
    ...settable,
    changedBy: Type.String(),
    changedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Flag' },
)

export const setFlag = command({
  name: 'flags.setFlag',
  summary: 'Switch a flag, for everybody, a share of callers, or some tenants',
  rest: 'PUT /flags/{name}',
  access: ['staff'],
  audited: 'name',
  limit: 'write',
  idempotency: 'natural',
  priority: 'critical',
  input: Type.Object(settable),
  output: Flag,
})

export const listFlags = query({
  name: 'flags.listFlags',
  summary: 'How flags stand, and what each of them switches',
  rest: 'GET /flags',
  access: ['staff'],
  limit: 'read',
  input: Type.Object({}),
  output: Type.Object({
    flags: Type.Array(Flag),
    switches: Type.Array(
      Type.Object(
        { flag: Type.String(), operations: Type.Array(Type.String()) },
        { title: 'FlagUse' },
      ),
    ),
  }),
})
