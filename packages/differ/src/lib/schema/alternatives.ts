import type { Place, Schema, SchemaChange } from './place.ts'

/**
 * Compares schemas of which at least one is a choice (`anyOf`, `oneOf`, `enum`, `const`, a list of types); undefined
 * when neither is. Alternatives that are the same are set aside, the rest is paired by type.
 */
export function compareAlternatives(here: Place): SchemaChange[] | undefined {
  const old = alternativesOf(here, 'before')
  const young = alternativesOf(here, 'after')
  if (!old && !young) return undefined
  const left = old ?? [here.before]
  const right = young ?? [here.after]
  const before = left.filter((one) => !right.some((other) => allows(other, one)))
  const after = right.filter((other) => !left.some((one) => allows(one, other)))
  const changes: SchemaChange[] = []
  for (const one of before) {
    const at = after.findIndex((other) => isSameType(one, other))
    const [other] = at < 0 ? [] : after.splice(at, 1)
    changes.push(...(other ? here.inside(one, other) : [gone(here.place, one)]))
  }
  return [...changes, ...after.map((other) => added(here.place, other))]
}

function alternativesOf({ resolve, ...sides }: Place, side: 'before' | 'after') {
  const schema = sides[side]
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) {
    const { anyOf: _any, oneOf: _one, ...shared } = schema
    return choices.flatMap((choice) => spread({ ...shared, ...resolve(choice, side) }))
  }
  const alternatives = spread(schema)
  return alternatives.length > 1 || literalsOf(schema) ? alternatives : undefined
}

/** Each literal and each type on its own. */
function spread(schema: Schema): Schema[] {
  const literals = literalsOf(schema)
  if (literals) return literals
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }))
  return [schema]
}

function literalsOf({ enum: values, const: only, type: _, ...rest }: Schema): Schema[] | undefined {
  if (Array.isArray(values)) return values.map((value) => ({ ...rest, const: value }))
  return only === undefined ? undefined : [{ ...rest, const: only }]
}

/** Whether all values of the second are plainly values of the first: the same schema, or a literal of its type. */
function allows(schema: Schema, other: Schema): boolean {
  const key = keyOf(schema)
  if (key === keyOf(other)) return true
  return 'const' in other && key === JSON.stringify({ type: typeOfLiteral(other.const) })
}

/** Two schemas with the same key allow the same values. */
function keyOf({ title: _, description: __, examples: ___, default: ____, ...schema }: Schema) {
  return 'const' in schema ? `const ${JSON.stringify(schema.const)}` : JSON.stringify(schema)
}

function isSameType(one: Schema, other: Schema): boolean {
  return !('const' in one) && !('const' in other) && one.type === other.type
}

function typeOfLiteral(value: unknown): string {
  return value === null ? 'null' : typeof value
}

function gone(place: string, schema: Schema): SchemaChange {
  return { rule: 'values-removed', place, what: `${nameOf(schema)} is no longer possible` }
}

function added(place: string, schema: Schema): SchemaChange {
  return { rule: 'values-added', place, what: `${nameOf(schema)} is possible now` }
}

function nameOf(schema: Schema): string {
  if ('const' in schema) return JSON.stringify(schema.const)
  return String(schema.title ?? schema.type ?? 'anything')
}
