import type { TSchema } from 'typebox'

import { builtIn } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'

/** Name of the query parameter that says which fields of an answer are wanted. */
export const fieldsParameter = 'fields'

/** Whether callers may ask for some of an operation's fields: any query that answers with some, and takes none itself. */
export function isSparse({ kind, input, output }: Operation): boolean {
  return (
    kind === 'query' && !(fieldsParameter in input.properties) && fieldsIn(output) !== undefined
  )
}

/** Leaves of an answer what was asked for. */
export type Project = (output: unknown) => unknown

/** Builds the reading of `fields=a,b.c`; INVALID_INPUT, with the fields there are, for one that there is not. */
export function projector({ output }: Operation): (text: string) => Project {
  return (text) => {
    const wanted: Wanted = new Map()
    for (const path of text.split(',')) want(wanted, output, path)
    return (value) => pick(value, wanted)
  }
}

/** Field → what is wanted of it; undefined: all. */
type Wanted = Map<string, Wanted | undefined>

function want(wanted: Wanted, schema: TSchema, path: string): void {
  let here: Wanted = wanted
  let at: TSchema | undefined = schema
  const steps = path.split('.')
  for (const [index, step] of steps.entries()) {
    const fields: Fields | undefined = at && fieldsIn(at)
    const next: TSchema | undefined = fields?.get(step)
    if (!next) throw unknownField(path, steps.slice(0, index), fields)
    at = next
    const known = here.get(step)
    if (here.has(step) && !known) return // all of it is wanted already
    if (index === steps.length - 1) return void here.set(step, undefined)
    here = known ?? new Map()
    const parent = steps.slice(0, index).reduce((map, name) => map.get(name) ?? map, wanted)
    parent.set(step, here)
  }
}

type Fields = Pick<ReadonlyMap<string, TSchema>, 'get' | 'keys'>

interface Shape {
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: Readonly<Record<string, TSchema>>
  readonly items?: TSchema
  readonly anyOf?: readonly TSchema[]
}

/** The fields of a schema, through lists and alternatives; any name where names are free. */
function fieldsIn(schema: TSchema): Fields | undefined {
  const { properties, patternProperties, items, anyOf } = schema as Shape
  if (items) return fieldsIn(items)
  if (anyOf) return joined(anyOf.map(fieldsIn).filter((fields) => fields !== undefined))
  if (properties) return new Map(Object.entries(properties))
  const [free] = Object.values(patternProperties ?? {})
  return free ? { get: () => free, keys: () => [][Symbol.iterator]() } : undefined
}

function joined(all: readonly Fields[]): Fields | undefined {
  if (all.length === 0) return undefined
  return {
    get: (name) => all.map((fields) => fields.get(name)).find((schema) => schema !== undefined),
    keys: () => all.flatMap((fields) => [...fields.keys()])[Symbol.iterator](),
  }
}

function unknownField(path: string, parent: readonly string[], fields: Fields | undefined) {
  const there = [...(fields?.keys() ?? [])].map((name) => [...parent, name].join('.'))
  const right = there.length > 0 ? `; there are: ${there.join(', ')}` : ''
  return builtIn('INVALID_INPUT', {
    data: {
      problems: [
        { path: `/${fieldsParameter}`, problem: `"${path}" is no field of the answer${right}` },
      ],
    },
  })
}

function pick(value: unknown, wanted: Wanted): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, wanted))
  if (typeof value !== 'object' || value === null) return value
  const picked: Record<string, unknown> = {}
  for (const [name, inner] of wanted) {
    if (!Object.hasOwn(value, name)) continue
    const part = (value as Record<string, unknown>)[name]
    picked[name] = inner ? pick(part, inner) : part
  }
  return picked
}
