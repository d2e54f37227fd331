import { deref, type JsonSchema, type OpenApi } from './openapi.ts'

const FIRST_TIME_MS = Date.parse('2026-01-01T00:00:00.000Z')

/** The same value, told from those of other turns by its free texts and times; `known` names what really exists. */
export function vary(document: OpenApi, { schema: given, value, turn, known }: Variation): unknown {
  const schema: JsonSchema = deref(document, given)
  const inner = (name: string, part: unknown) => {
    const own = record(schema.properties)[name]
    return (
      known[name] ??
      (own ? vary(document, { schema: record(own), value: part, turn, known }) : part)
    )
  }
  if (typeof value === 'string') return varyText(schema, value, turn)
  if (Array.isArray(value)) {
    const items = record(schema.items)
    return value.map((part) => vary(document, { schema: items, value: part, turn, known }))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(name, part)]))
}

export interface Variation {
  schema: JsonSchema
  value: unknown
  turn: number
  known: Readonly<Record<string, string>>
}

function varyText(schema: JsonSchema, value: string, turn: number): string {
  const { format, pattern, maxLength = Number.POSITIVE_INFINITY } = schema
  if (schema.enum !== undefined || schema.const !== undefined) return value
  if (format === 'date-time') return new Date(FIRST_TIME_MS + turn * 1_000).toISOString()
  if (format === 'email') return `${turn}-${value}`
  if (format !== undefined) return value
  const varied = `${value}-${turn}`
  const fits = varied.length <= Number(maxLength) && new RegExp(String(pattern ?? '')).test(varied)
  return fits ? varied : value
}

function record(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {}
}
