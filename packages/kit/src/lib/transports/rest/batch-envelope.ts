import { type TObject, type TSchema, Type } from 'typebox'

import { type Operation, type RestSpec, restOf } from '../../contract/operation.ts'

/** Where many calls of an operation are sent at once. Named by the operation: no resource can be in its way. */
export function batchPath({ name }: Operation): string {
  return `/batch/${name}`
}

/** Whether REST takes many calls of an operation at once. What was signed as a text cannot be an item. */
export function isBatched(operation: Operation): operation is Operation & { batch: number } {
  return operation.batch !== undefined && restOf(operation)?.rawBody === undefined
}

const Key = Type.String({
  minLength: 1,
  maxLength: 255,
  description: 'As the header Idempotency-Key of a single call: each item has its own.',
})

/** What a batch looks like, its items with the input they are given. */
export function batchInput(
  { kind, ...spec }: Operation & { batch: number },
  input: TSchema,
): TObject {
  const keyed = kind === 'command' && 'idempotency' in spec && spec.idempotency === 'key'
  const item = Type.Object(
    { idempotencyKey: keyed ? Key : Type.Optional(Key), input },
    { additionalProperties: false },
  )
  return Type.Object(
    { items: Type.Array(item, { minItems: 1, maxItems: spec.batch }) },
    { additionalProperties: false },
  )
}

/** What a batch is answered with: each item's own status, and its output or its problem, in the items' order. */
export function batchOutput({ output }: Operation, rest: RestSpec, problem: TSchema): TObject {
  const done = Type.Object({
    status: Type.Literal(rest.status ?? 200),
    output,
    replayed: Type.Optional(
      Type.Literal(true, { description: 'Kept from an earlier call with the same key.' }),
    ),
  })
  const failed = Type.Object({ status: Type.Integer({ minimum: 400, maximum: 599 }), problem })
  return Type.Object({ items: Type.Array(Type.Union([done, failed])) })
}
