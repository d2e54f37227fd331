import { moduleOf, type Operation } from '../../contract/operation.ts'
import { referencesOf } from '../../contract/reference.ts'
import type { JsonSchema } from '../json-schema.ts'
import type { ResolvedReference } from './resolvers.ts'
import { shapeOf } from './shape.ts'

/** What the properties of an object refer to, resolved against the operations there are. */
export interface ObjectReferences {
  /** Name of the field → what gets its value. */
  readonly fields: ReadonlyMap<string, ResolvedReference>
  /** The property by which the object itself is got, where there is one. */
  readonly key?: ResolvedReference
}

/** @param operations those of all modules of the system. */
export function findReferences(
  schema: JsonSchema,
  operations: ReadonlyMap<string, Operation>,
): ObjectReferences {
  const { properties = {} } = schema
  const fields = new Map<string, ResolvedReference>()
  let key: ResolvedReference | undefined
  for (const [property, propertySchema] of Object.entries(properties)) {
    const { scalar, list } = scalarOf(propertySchema)
    for (const [as, name] of Object.entries(referencesOf(scalar))) {
      if (!isThere(name, operations)) continue
      const operation = referredTo(property, name, operations)
      const reference = { property, operation, field: onlyInputOf(property, operation), list }
      if (textOf(operation.output) === textOf(schema)) key = reference
      else if (as in properties || fields.has(as)) {
        throw new TypeError(`${property} refers to ${name} as "${as}", which is taken`)
      } else fields.set(as, reference)
    }
  }
  return { fields, ...(key ? { key } : {}) }
}

/** A module may run in a system without those that its fields refer to. */
function isThere(name: string, operations: ReadonlyMap<string, Operation>): boolean {
  return [...operations.keys()].some((known) => moduleOf(known) === moduleOf(name))
}

function referredTo(
  property: string,
  name: string,
  operations: ReadonlyMap<string, Operation>,
): Operation {
  const operation = operations.get(name)
  if (operation?.kind === 'query' && operation.access !== 'internal') return operation
  throw new TypeError(`${property} refers to ${name}, which is no query that clients may ask`)
}

function onlyInputOf(property: string, { name, input }: Operation): string {
  const [field, ...more] = (input.required as readonly string[] | undefined) ?? []
  if (field && more.length === 0) return field
  throw new TypeError(`${property} refers to ${name}, which has not one required input field`)
}

/** The schema that refers, inside of null and lists. */
function scalarOf(schema: JsonSchema): { scalar: JsonSchema; list: boolean } {
  const shape = shapeOf(schema)
  if (shape.is === 'nullable') return scalarOf(shape.inner)
  return shape.is === 'list'
    ? { ...scalarOf(shape.item), list: true }
    : { scalar: schema, list: false }
}

function textOf(schema: object): string {
  return JSON.stringify({ ...schema, description: undefined })
}
