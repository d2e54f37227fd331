import { compareAlternatives } from './alternatives.ts'
import { compareLimits } from './limits.ts'
import { asSchema, type Documents, type Place, type Schema, type SchemaChange } from './place.ts'

/** What is different between two schemas. What the comparison does not understand counts as changed. */
export function compareSchemas(
  before: unknown,
  after: unknown,
  documents: Documents,
): SchemaChange[] {
  const resolve = (schema: unknown, side: keyof Documents): Schema => {
    const fields = asSchema(schema)
    return typeof fields.$ref === 'string' ? resolve(documents[side](fields.$ref), side) : fields
  }
  // A schema may hold itself: what is being compared further up is not compared again.
  const open = new Set<string>()
  const compare = (one: unknown, other: unknown, place: string): SchemaChange[] => {
    const [old, young] = [resolve(one, 'before'), resolve(other, 'after')]
    const pair = `${JSON.stringify(old)} ${JSON.stringify(young)}`
    if (open.has(pair)) return []
    open.add(pair)
    const here: Place = {
      before: old,
      after: young,
      place,
      inside: (first, second, step) =>
        compare(first, second, step === undefined ? place : `${place}/${step}`),
      resolve,
    }
    const changes = compareAlternatives(here) ?? compareOne(here)
    open.delete(pair)
    return changes
  }
  return compare(before, after, '')
}

function compareOne(here: Place): SchemaChange[] {
  const typed = compareTypes(here)
  if (typed?.rule === 'type-changed') return [typed]
  return [
    ...(typed ? [typed] : []),
    ...compareLimits(here),
    ...compareFields(here),
    ...['items', 'additionalProperties'].flatMap((keyword) => compareInner(here, keyword)),
    ...comparePatterns(here),
  ]
}

function compareTypes({ before, after, place }: Place): SchemaChange | undefined {
  const [old, young] = [typeOf(before), typeOf(after)]
  if (old === young) return undefined
  const what = `${old ?? 'any type'} becomes ${young ?? 'any type'}`
  if (young === undefined || (old === 'integer' && young === 'number'))
    return { rule: 'values-added', place, what }
  if (old === undefined || (old === 'number' && young === 'integer'))
    return { rule: 'values-removed', place, what }
  return { rule: 'type-changed', place, what }
}

function typeOf({ type, enum: values, const: only }: Schema): unknown {
  if (type !== undefined) return type
  const [first] = Array.isArray(values) ? values : [only]
  if (first === undefined) return undefined
  if (first === null) return 'null'
  return typeof first
}

function compareFields(here: Place): SchemaChange[] {
  const [old, young] = [here.before, here.after].map((schema) => asSchema(schema.properties))
  const [needed, needs] = [here.before, here.after].map(requiredOf)
  if (!old || !young || !needed || !needs) return []
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].flatMap((field) => {
    const place = `${here.place}/${field}`
    if (!(field in old)) return addedField(field, place, needs.has(field))
    if (!(field in young)) return [{ rule: 'field-removed', place, what: 'the field is gone' }]
    return [
      ...comparePresence(place, needed.has(field), needs.has(field)),
      ...here.inside(old[field], young[field], field),
    ]
  })
}

function addedField(_field: string, place: string, required: boolean): SchemaChange[] {
  return required
    ? [{ rule: 'required-field-added', place, what: 'a required field is new' }]
    : [{ rule: 'field-added', place, what: 'an optional field is new' }]
}

function comparePresence(place: string, needed: boolean, needs: boolean): SchemaChange[] {
  if (needed === needs) return []
  return needed
    ? [{ rule: 'field-may-be-absent', place, what: 'was always there and may be absent now' }]
    : [{ rule: 'field-must-be-given', place, what: 'was optional and is required now' }]
}

/** Absent and `true` allow anything; `false` allows nothing. */
function compareInner(here: Place, keyword: string): SchemaChange[] {
  const [old, young] = [here.before[keyword] ?? true, here.after[keyword] ?? true]
  if (old === young) return []
  const step = keyword === 'items' ? '[]' : '*'
  const place = `${here.place}/${step}`
  if (old === false) return [{ rule: 'values-added', place, what: 'other fields are allowed now' }]
  if (young === false)
    return [{ rule: 'values-removed', place, what: 'other fields are refused now' }]
  return here.inside(old === true ? {} : old, young === true ? {} : young, step)
}

function comparePatterns(here: Place): SchemaChange[] {
  const [old, young] = [here.before, here.after].map((one) => asSchema(one.patternProperties))
  if (!old || !young) return []
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].flatMap((pattern) => {
    if (pattern in old && pattern in young) return here.inside(old[pattern], young[pattern], '*')
    const what = `names of the pattern ${pattern} mean something else`
    return [{ rule: 'shape-changed', place: `${here.place}/*`, what }]
  })
}

function requiredOf({ required }: Schema): Set<unknown> {
  return new Set(Array.isArray(required) ? required : [])
}
