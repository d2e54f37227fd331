import { type Static, Type } from 'typebox'

import { operationOf } from '../contract/long-running.ts'
import { command, query } from '../contract/operation.ts'

const input = Type.Object({
  operationId: Type.String({ format: 'uuid', description: 'As it was answered when it started.' }),
})

/** How work that outlasts its call stands. */
export type Standing = Static<typeof Standing>
const Standing = Type.Object({
  ...operationOf(Type.Null()).properties,
  result: Type.Unknown({ description: 'As the operation that was started declares it.' }),
})

const NotFound = { kind: 'not-found', says: 'There is no such operation of yours.' } as const

export const getOperation = query({
  name: 'operations.getOperation',
  summary: 'How work that was started stands: one’s own, or any for staff',
  input,
  output: Standing,
  errors: { OPERATION_NOT_FOUND: NotFound },
  access: 'public', // whoever started it: others are told that there is none
  rest: 'GET /operations/{operationId}',
  gather: 64,
})

export const cancelOperation = command({
  name: 'operations.cancelOperation',
  summary: 'Stop work that was started; what is done by then stays',
  input,
  output: Standing,
  errors: {
    OPERATION_NOT_FOUND: NotFound,
    OPERATION_ENDED: {
      kind: 'conflict',
      says: 'It has ended; there is nothing to stop.',
      data: Type.Pick(Standing, ['state']),
    },
  },
  access: 'public',
  rest: 'POST /operations/{operationId}/cancel',
  idempotency: 'natural',
})
