import type { Type as CedarType, CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs'
import type { TSchema } from 'typebox'

/** What Cedar can be told of values of a schema, and how a value is told. */
export interface Told {
  readonly type: CedarType<string>
  /** Undefined: there is nothing to tell. */
  tell(value: unknown): CedarValueJson | undefined
}

interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly TSchema[]
  readonly items?: TSchema
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[]
  readonly default?: unknown
  readonly 'x-sensitivity'?: string
}

/**
 * The Cedar type of a JSON Schema. Undefined where Cedar has none: fractions, free JSON, unions of unlike kinds; and for
 * secrets, which no policy needs. https://docs.cedarpolicy.com/schema/json-schema.html
 */
export function toldOf(schema: TSchema): Told | undefined {
  const shape: Shape = schema
  if (shape['x-sensitivity'] === 'secret') return undefined
  if (shape.anyOf) return ofUnion(shape.anyOf)
  const kind = shape.type ?? kindOf(shape.enum ?? [shape.const])
  if (kind === 'string') return scalar('String')
  if (kind === 'integer') return scalar('Long')
  if (kind === 'boolean') return scalar('Boolean')
  if (kind === 'array' && shape.items) return ofArray(shape.items)
  if (kind === 'object' && shape.properties) return ofObject(shape)
  return undefined
}

const scalar = (type: 'String' | 'Long' | 'Boolean'): Told => ({
  type: { type },
  tell: (value) => (value === null || value === undefined ? undefined : (value as CedarValueJson)), // checked against its schema before
})

function kindOf(values: readonly unknown[]): string | undefined {
  return values.length > 0 && values.every((value) => typeof value === 'string')
    ? 'string'
    : undefined
}

/** Of a value or null, the value; of texts, a text. */
function ofUnion(members: readonly TSchema[]): Told | undefined {
  const told = members.filter((member) => (member as Shape).type !== 'null').map(toldOf)
  const [first] = told
  const alike = told.every((one) => JSON.stringify(one?.type) === JSON.stringify(first?.type))
  return alike ? first : undefined
}

function ofArray(items: TSchema): Told | undefined {
  const element = toldOf(items)
  if (!element) return undefined
  return {
    type: { type: 'Set', element: element.type },
    tell: (value) =>
      Array.isArray(value) ? value.flatMap((item) => element.tell(item) ?? []) : undefined,
  }
}

function ofObject({ properties = {}, required = [] }: Shape): Told {
  const fields = Object.entries(properties).flatMap(([name, schema]) => {
    const told = toldOf(schema)
    return told ? [{ name, told, always: required.includes(name) && !isNullable(schema) }] : []
  })
  return {
    type: {
      type: 'Record',
      attributes: Object.fromEntries(
        fields.map(({ name, told, always }) => [name, { ...told.type, required: always }]),
      ),
    },
    tell(value) {
      if (typeof value !== 'object' || value === null) return undefined
      const given = value as Readonly<Record<string, unknown>>
      return Object.fromEntries(
        fields.flatMap(({ name, told }) => {
          const one = told.tell(given[name])
          return one === undefined ? [] : [[name, one]]
        }),
      )
    },
  }
}

function isNullable(schema: TSchema): boolean {
  return ((schema as Shape).anyOf ?? []).some((member) => (member as Shape).type === 'null')
}
