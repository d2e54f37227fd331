import { type TSchema, Type } from 'typebox'

/** Input fields of a paged query. */
export const pageInput = {
  cursor: Type.Optional(
    Type.String({ maxLength: 500, description: 'nextCursor of the page before.' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
}

/** Output of a paged query. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    nextCursor: Type.Union([Type.String(), Type.Null()]),
  })
}
