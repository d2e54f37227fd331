import type { JsonSchema } from '../json-schema.ts'
import { isFieldName, valueNameOf } from './names.ts'

/** What a JSON Schema is in the words of GraphQL. What these cannot say is JSON. */
export type Shape =
  | { readonly is: 'scalar'; readonly name: ScalarName }
  | { readonly is: 'enum'; readonly values: readonly string[] }
  | { readonly is: 'list'; readonly item: JsonSchema; readonly most?: number }
  | { readonly is: 'object'; readonly properties: Readonly<Record<string, JsonSchema>> }
  | { readonly is: 'union'; readonly variants: readonly JsonSchema[] }
  | { readonly is: 'nullable'; readonly inner: JsonSchema }
  /** No field, or null only. */
  | { readonly is: 'nothing' }

export type ScalarName =
  | 'String'
  | 'Int'
  | 'SafeInt'
  | 'Float'
  | 'Boolean'
  | 'UUID'
  | 'DateTime'
  | 'JSON'

export function shapeOf(schema: JsonSchema): Shape {
  const { type, anyOf, oneOf, enum: values, const: only } = schema
  const variants = anyOf ?? (oneOf as readonly JsonSchema[] | undefined)
  if (variants) return shapeOfVariants(variants)
  if (values) return shapeOfValues(values)
  if (only !== undefined) return shapeOfValue(only)
  const shape = type === undefined ? undefined : shapes[type]
  return shape ? shape(schema) : scalar('JSON')
}

/** Whether an answer or an input may lack the value, or have null there. */
export function isNullable(schema: JsonSchema): boolean {
  return shapeOf(schema).is === 'nullable'
}

const shapes: Readonly<Record<string, (schema: JsonSchema) => Shape>> = {
  string: ({ format }) => scalar((format && formats[format]) || 'String'),
  integer: ({ minimum, maximum }) => scalar(fitsInt(minimum, maximum) ? 'Int' : 'SafeInt'),
  number: () => scalar('Float'),
  boolean: () => scalar('Boolean'),
  null: () => ({ is: 'nothing' }),
  array: ({ items, maxItems }) =>
    items && !Array.isArray(items)
      ? {
          is: 'list',
          item: items,
          ...(typeof maxItems === 'number' ? { most: maxItems } : {}),
        }
      : scalar('JSON'),
  object: shapeOfObject,
}

const formats: Readonly<Record<string, ScalarName>> = { uuid: 'UUID', 'date-time': 'DateTime' }

function scalar(name: ScalarName): Shape {
  return { is: 'scalar', name }
}

// GraphQL's Int has 32 bits (specification §3.5.1).
function fitsInt(minimum: unknown, maximum: unknown): boolean {
  return (
    typeof minimum === 'number' &&
    typeof maximum === 'number' &&
    minimum >= -2_147_483_648 &&
    maximum <= 2_147_483_647
  )
}

function shapeOfObject({ properties = {}, patternProperties, additionalProperties }: JsonSchema) {
  const names = Object.keys(properties)
  const open = patternProperties !== undefined || typeof additionalProperties === 'object'
  if (open || !names.every(isFieldName)) return scalar('JSON')
  return names.length === 0 ? ({ is: 'nothing' } as const) : ({ is: 'object', properties } as const)
}

function shapeOfVariants(variants: readonly JsonSchema[]): Shape {
  const present = variants.filter(({ type }) => type !== 'null')
  const [only, ...others] = present
  if (!only) return { is: 'nothing' }
  if (present.length < variants.length) {
    return { is: 'nullable', inner: others.length === 0 ? only : { anyOf: present } }
  }
  if (others.length === 0) return shapeOf(only)
  if (present.every(({ const: value }) => typeof value === 'string')) {
    return enumOf(present.map(({ const: value }) => String(value)))
  }
  const objects = present.every((variant) => shapeOf(variant).is === 'object')
  return objects ? { is: 'union', variants: present } : scalar('JSON')
}

function shapeOfValues(values: readonly unknown[]): Shape {
  const present = values.filter((value) => value !== null)
  if (present.length === 0) return { is: 'nothing' }
  if (present.length < values.length) return { is: 'nullable', inner: { enum: present } }
  if (!present.every((value) => typeof value === 'string')) return scalar('JSON')
  return enumOf(present)
}

/** Values that would have one name in GraphQL stay text. */
function enumOf(values: readonly string[]): Shape {
  const names = new Set(values.map(valueNameOf))
  return names.size === new Set(values).size ? { is: 'enum', values } : scalar('String')
}

function shapeOfValue(value: unknown): Shape {
  if (typeof value === 'string') return scalar('String')
  if (typeof value === 'boolean') return scalar('Boolean')
  if (Number.isInteger(value)) return scalar('SafeInt')
  return scalar(typeof value === 'number' ? 'Float' : 'JSON')
}
