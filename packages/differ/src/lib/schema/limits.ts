import type { Place, SchemaChange } from './place.ts'

/** Numbers that bound the values: raising a least one tightens, raising a most one loosens. */
const bounds = {
  minimum: 'least',
  exclusiveMinimum: 'least',
  minLength: 'least',
  minItems: 'least',
  minProperties: 'least',
  maximum: 'most',
  exclusiveMaximum: 'most',
  maxLength: 'most',
  maxItems: 'most',
  maxProperties: 'most',
} as const

/** What a value has to look like. One that comes tightens, one that goes loosens, another one is another shape. */
const shapes = [
  'format',
  'pattern',
  'multipleOf',
  'uniqueItems',
  'contentEncoding',
  'contentMediaType',
  'contains',
  'prefixItems',
  'propertyNames',
  'dependentRequired',
  'allOf',
  'not',
  'if',
  'then',
  'else',
] as const

/** Compares what bounds the values beside their types and fields. */
export function compareLimits({ before, after, place }: Place): SchemaChange[] {
  const bounded = Object.entries(bounds).flatMap(([keyword, side]) => {
    const [old, young] = [before, after].map((schema) => numberOf(schema[keyword], side))
    if (old === undefined || young === undefined || old === young) return []
    const tighter = side === 'least' ? young > old : young < old
    const rule = tighter ? ('bound-tightened' as const) : ('bound-loosened' as const)
    return [{ rule, place, what: `${keyword}: ${say(before[keyword])} → ${say(after[keyword])}` }]
  })
  const shaped = shapes.flatMap((keyword) => {
    const [old, young] = [before[keyword], after[keyword]]
    if (JSON.stringify(old) === JSON.stringify(young)) return []
    return [{ rule: ruleOf(old, young), place, what: `${keyword}: ${say(old)} → ${say(young)}` }]
  })
  return [...bounded, ...shaped]
}

function numberOf(value: unknown, side: 'least' | 'most'): number {
  if (typeof value === 'number') return value
  return side === 'least' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function ruleOf(old: unknown, young: unknown): SchemaChange['rule'] {
  if (old === undefined) return 'bound-tightened'
  return young === undefined ? 'bound-loosened' : 'shape-changed'
}

function say(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value)
}
