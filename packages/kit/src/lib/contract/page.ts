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

/**
 * Input field that says by what a list is sorted: one of these, the first if absent. `-` before a name: greatest first.
 * The list is the allow-list: what is not in it is refused with what is.
 */
export function sortBy<const Sort extends readonly [string, ...string[]]>(...sorts: Sort) {
  const [first] = sorts
  return Type.Optional(
    Type.Enum(sorts, { default: first, description: 'A minus sign: greatest first.' }),
  )
}
