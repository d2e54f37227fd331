import { Type } from 'typebox'

import { command } from '../contract/operation.ts'

/** Why a call would be let in or refused. */
export const explainDecision = command({
  name: 'policies.explainDecision',
  summary: 'Whether somebody may do something, and which policies decide it',
  rest: 'POST /policies/explain',
  access: ['staff'],
  limit: 'read',
  idempotency: 'natural',
  input: Type.Object({
    operation: Type.String({ maxLength: 200, examples: ['orders.cancelOrder'] }),
    principal: Type.Object({
      id: Type.String({ minLength: 1, maxLength: 200 }),
      roles: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 }),
      tenant: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    input: Type.Optional(Type.Unknown({ description: 'What they would send.' })),
    resource: Type.Optional(Type.Unknown({ description: 'What it would be done to.' })),
  }),
  output: Type.Object({
    allowed: Type.Boolean(),
    by: Type.Enum(['access', 'policies'], {
      description: 'access: their roles do not let them in; policies were not asked.',
    }),
    policies: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          place: Type.String({ examples: ['orders.cedar:3'] }),
          effect: Type.Enum(['permit', 'forbid']),
          text: Type.String(),
        },
        { title: 'DecidingPolicy' },
      ),
      { description: 'Those that decide it; none: no policy permits it.' },
    ),
  }),
  errors: { NO_SUCH_OPERATION: { kind: 'not-found', says: 'No policy speaks of this.' } },
})
