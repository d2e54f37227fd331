import type { JsonSchema } from '../json-schema.ts'
import type { ProtoScalar } from './proto-model.ts'

/** What a JSON Schema is in the words of protocol buffers. */

// One width for all integers: a bound that is widened later must not change the type on the wire.
export const scalarOfType: Readonly<Record<string, ProtoScalar>> = {
  string: 'string',
  boolean: 'bool',
  integer: 'int64',
  number: 'double',
}

/** The schema without its null. */
export function withoutNull(schema: JsonSchema): { inner: JsonSchema; nullable: boolean } {
  const { anyOf, ...rest } = schema
  const others = anyOf?.filter(({ type }) => type !== 'null')
  if (!anyOf || !others || others.length === anyOf.length) return { inner: schema, nullable: false }
  const [only, ...more] = others
  const inner = only && more.length === 0 ? only : { ...rest, anyOf: others }
  return { inner, nullable: true }
}

export interface Collection {
  readonly label: 'repeated' | 'map'
  readonly item: JsonSchema
}

/** A list, or an object with any keys. */
export function collectionOf(schema: JsonSchema): Collection | undefined {
  const { type, items, properties = {}, patternProperties, additionalProperties } = schema
  if (type === 'array' && items && !Array.isArray(items)) return { label: 'repeated', item: items }
  if (type !== 'object' || Object.keys(properties).length > 0) return undefined
  const patterns = Object.values((patternProperties as Record<string, JsonSchema>) ?? {})
  const item = patterns.length === 1 ? patterns[0] : (additionalProperties as JsonSchema | boolean)
  return item && typeof item === 'object' ? { label: 'map', item } : undefined
}

/** Whether an object has exactly the fields it names; one that may have more is any JSON. */
export function isObject({ type, patternProperties, additionalProperties }: JsonSchema): boolean {
  return type === 'object' && patternProperties === undefined && !additionalProperties
}

/** The words of a closed list of strings. */
export function wordsOf(schema: JsonSchema): readonly string[] | undefined {
  const { const: only, enum: listed, anyOf } = schema
  if (typeof only === 'string') return [only]
  const words = listed ?? anyOf?.map((part) => part.const)
  return words && words.length > 0 && words.every((word) => typeof word === 'string')
    ? words
    : undefined
}
