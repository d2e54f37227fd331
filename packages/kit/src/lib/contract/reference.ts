import type { TSchema } from 'typebox'

/** Name under which what is referred to is offered → the query that gets it, as "module.operation". */
export type References = Readonly<Record<string, `${string}.${string}`>>

const keyword = 'x-refers-to'

/**
 * Says that a field's value is what queries need to get something: `sku: refersTo(Sku, { product: 'catalog.getVariant' })`.
 * Each query has one required input field, which takes the value; the caller needs access to it as for any call. An
 * object whose field refers to the query that answers with that same object is known by that field: it is its key.
 */
export function refersTo<Schema extends TSchema>(schema: Schema, references: References): Schema {
  const parts = Object.getOwnPropertyDescriptors(schema) // TypeBox keeps some where a spread does not look
  const noted = { value: references, enumerable: true }
  return Object.defineProperties({}, { ...parts, [keyword]: noted }) as Schema // the same and one more keyword
}

/** What a field's schema refers to. */
export function referencesOf(schema: object): References {
  return (schema as Record<string, References | undefined>)[keyword] ?? {} // written by `refersTo` alone
}
