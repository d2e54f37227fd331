import type { JsonSchema } from './json-schema.ts'

/**
 * An example value that fits the schema, the same on every run; undefined where none can be made up.
 * What the schema itself offers (`examples`, `default`, `const`, `enum`) comes first.
 */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.examples?.length) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum?.length) return schema.enum[0]
  if (schema.anyOf) return schema.anyOf.map(exampleOf).find((value) => value !== undefined)
  return schema.type === undefined ? undefined : makers[schema.type]?.(schema)
}

const makers: Readonly<Record<string, (schema: JsonSchema) => unknown>> = {
  string: exampleText,
  integer: exampleNumber,
  number: exampleNumber,
  boolean: () => true,
  null: () => null,
  array: exampleList,
  object: exampleObject,
}

const textByFormat: Readonly<Record<string, string>> = {
  uuid: '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11',
  email: 'ada@example.com',
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  uri: 'https://example.com/',
  ipv4: '192.0.2.1',
}

/** Tried in turn against pattern and length: from whole words to the shapes of codes and identifiers. */
const candidates = [
  'Example text',
  'example',
  'EUR',
  'DE',
  'en',
  'tea-green-250g',
  'TEA-GREEN-250',
  '+4915112345678',
  'ada@example.com',
  '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11',
  '10115',
  'correct horse battery staple',
  'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA',
  'a',
  '1',
]

function exampleText({ format, pattern, minLength = 0, maxLength = 1e9 }: JsonSchema): unknown {
  const known = format === undefined ? undefined : textByFormat[format]
  const shape = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  return [...(known ? [known] : candidates)].find(
    (text) => text.length >= minLength && text.length <= maxLength && (shape?.test(text) ?? true),
  )
}

function exampleNumber({ minimum, exclusiveMinimum }: JsonSchema): number {
  if (typeof exclusiveMinimum === 'number') return exclusiveMinimum + 1
  return Math.max(minimum ?? 1, 1)
}

function exampleList({ items, minItems = 1 }: JsonSchema): unknown {
  const item = items && exampleOf(items)
  return item === undefined ? undefined : Array.from({ length: Math.max(minItems, 1) }, () => item)
}

function exampleObject({ properties = {}, required = [] }: JsonSchema): unknown {
  const entries = Object.entries(properties).map(([name, part]) => [name, exampleOf(part)] as const)
  const missing = entries.some(([name, value]) => value === undefined && required.includes(name))
  if (missing) return undefined
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
