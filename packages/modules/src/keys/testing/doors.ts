import { defineModule, handle } from '@archwright/kit'
import { command, query } from '@archwright/kit/contract'
import { Type } from 'typebox'

/** What programs ask for in the tests of keys: as whom they came, and something to do. */

const Who = Type.Object({
  id: Type.String(),
  roles: Type.Array(Type.String()),
  tenant: Type.Union([Type.String(), Type.Null()]),
})

export const whoAmI = query({
  name: 'doors.whoAmI',
  summary: 'As whom one came.',
  input: Type.Object({}),
  output: Who,
  access: ['partner', 'staff'],
  rest: 'GET /who',
  limit: 'read',
})

export const knock = command({
  name: 'doors.knock',
  summary: 'Knocks.',
  input: Type.Object({ times: Type.Integer({ minimum: 1 }) }),
  output: Type.Object({ heard: Type.Integer() }),
  access: ['partner'],
  rest: 'POST /knocks',
  idempotency: 'none',
})

export const doors = defineModule({
  name: 'doors',
  summary: 'Doors.',
  handlers: [
    handle(whoAmI, async (_, { principal: { id, roles, tenant = null } }) => ({
      id,
      roles: [...roles],
      tenant,
    })),
    handle(knock, async ({ times }) => ({ heard: times })),
  ],
})
