import { deref, type JsonSchema, type OpenApi } from './openapi.ts'

/** A value that a schema accepts, the same each time: its own example where it has one. */
export function exampleOf(document: OpenApi, given: JsonSchema): unknown {
  const schema: JsonSchema = deref(document, given)
  const { examples, default: fallback, const: constant } = schema
  if (Array.isArray(examples) && examples.length > 0) return examples[0]
  if (constant !== undefined) return constant
  if (fallback !== undefined) return fallback
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choice = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (Array.isArray(choice)) return exampleOf(document, choice[0])
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  return makers[String(type)]?.(document, schema) ?? null
}

type Maker = (document: OpenApi, schema: JsonSchema) => unknown

const makers: Record<string, Maker> = {
  object: (document, { properties, required }) => {
    const names = Array.isArray(required) ? required : []
    const known = (properties ?? {}) as Record<string, JsonSchema> // JSON Schema says so
    return Object.fromEntries(names.map((name) => [name, exampleOf(document, known[name] ?? {})]))
  },
  array: (document, { items, minItems }) =>
    Array.from({ length: Number(minItems ?? 0) }, () =>
      exampleOf(document, (items ?? {}) as JsonSchema),
    ),
  string: (_document, schema) => stringOf(schema),
  integer: (_document, { minimum }) => Number(minimum ?? 1),
  number: (_document, { minimum }) => Number(minimum ?? 1),
  boolean: () => true,
  null: () => null,
}

const byFormat: Record<string, string> = {
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  email: 'probe@example.com',
  'date-time': '2026-01-01T00:00:00.000Z',
  date: '2026-01-01',
  uri: 'https://example.com/',
}

function stringOf({ format, pattern, minLength }: JsonSchema): string {
  const known = byFormat[String(format)]
  if (known) return known
  const fits = (text: string) => pattern === undefined || new RegExp(String(pattern)).test(text)
  const length = Number(minLength ?? 1)
  const candidates = [
    'probe',
    'PRB',
    'GB',
    'x'.repeat(length),
    'A'.repeat(length),
    'a'.repeat(43),
    '1',
  ]
  return candidates.find((text) => text.length >= length && fits(text)) ?? 'probe'
}
