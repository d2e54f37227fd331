import { type JsonSchema, plainSchema } from './json-schema.ts'

/** Collects the schemas that a document names once and refers to. */
export interface Components {
  /** The schema with every titled part replaced by a reference. */
  refer(schema: object): JsonSchema
  /** A reference to a response that many operations give. */
  share(name: string, response: object): JsonSchema
  /** What was collected, by name in alphabetical order. */
  schemas(): Record<string, JsonSchema>
  responses(): Record<string, object>
}

/**
 * Schemas with a `title` become components of that name. Two different schemas with one title stay where they are
 * from the second on: a document must not confuse them.
 */
export function createComponents(): Components {
  const collected = new Map<string, { text: string; schema: JsonSchema }>()
  const responses = new Map<string, object>()

  function hoist(schema: JsonSchema): JsonSchema {
    const name = schema.title && componentName(schema.title)
    const whole = mapSubschemas(schema, hoist)
    if (!name) return whole
    const text = JSON.stringify(whole)
    const known = collected.get(name)
    if (known && known.text !== text) return whole
    collected.set(name, { text, schema: whole })
    return { $ref: `#/components/schemas/${name}` }
  }

  return {
    refer: (schema) => hoist(plainSchema(schema)),
    share(name, response) {
      responses.set(name, response)
      return { $ref: `#/components/responses/${name}` }
    },
    schemas: () => inOrder([...collected].map(([name, { schema }]) => [name, schema])),
    responses: () => inOrder([...responses]),
  }
}

function inOrder<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function componentName(title: string): string {
  return title.replaceAll(/[^A-Za-z0-9._-]/g, '')
}

const singleSubschema = ['items', 'additionalProperties', 'not', 'contains'] as const
const listedSubschemas = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const
const namedSubschemas = ['properties', 'patternProperties', '$defs'] as const

/** The schema with `change` applied to each schema directly inside it. */
function mapSubschemas(schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema {
  const result: Record<string, unknown> = { ...schema }
  for (const keyword of singleSubschema) {
    const inner = result[keyword]
    if (isSchema(inner)) result[keyword] = change(inner)
  }
  for (const keyword of listedSubschemas) {
    const inner = result[keyword]
    if (Array.isArray(inner)) result[keyword] = inner.map((part: JsonSchema) => change(part))
  }
  for (const keyword of namedSubschemas) {
    const inner = result[keyword]
    if (!isSchema(inner)) continue
    const entries = Object.entries(inner as Record<string, JsonSchema>)
    result[keyword] = Object.fromEntries(entries.map(([name, part]) => [name, change(part)]))
  }
  return result
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
