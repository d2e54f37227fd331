import { Brief } from '@archwright/model'
import { stringify } from 'yaml'

/** Writes every part of a brief, keys in the order of the schema, so that the same brief gives the same bytes. */
export function writeYaml(brief: Brief): string {
  return stringify(inOrder(brief, Brief), {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    defaultKeyType: 'PLAIN',
  })
}

// The parts of a JSON Schema that say which keys a value has, and in which order.
interface Schema {
  readonly properties?: Readonly<Record<string, object>>
  readonly items?: object
  readonly anyOf?: readonly object[]
}

function inOrder(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, schema.items ?? {}))
  if (typeof value !== 'object' || value === null) return value
  const properties = schema.properties ?? mergeProperties(schema.anyOf ?? [])
  const entries = new Map(Object.entries(value))
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => entries.get(key) !== undefined)
      .map(([key, inner]) => [key, inOrder(entries.get(key), inner)]),
  )
}

// An origin is one of three records with different keys; their union keeps the order of each.
function mergeProperties(variants: readonly Schema[]): Readonly<Record<string, object>> {
  return Object.assign({}, ...variants.map(({ properties }) => properties))
}
