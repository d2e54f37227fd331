import type { Problem } from '@archwright/model/light'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

import type { Plain } from './decode.ts'
import { nearest } from './nearest.ts'

/** What a decoded brief lacks or has wrong, in words, each at its line. */
export function findSchemaProblems(
  schema: TSchema,
  value: Plain,
  lines: ReadonlyMap<string, number>,
): Problem[] {
  const problems = new Map<string, Problem>()
  for (const error of Value.Errors(schema, value)) {
    const { what, right } = explain(error, valueAt(value, error.instancePath))
    const where = locatePointer(error.instancePath, lines)
    // A union reports each of its variants; the first says enough.
    if (!problems.has(where)) problems.set(where, { where, what, right })
  }
  return [...problems.values()]
}

/** "line 12, operations[2].ratePerSecond"; the line is that of the nearest known parent. */
export function locatePointer(pointer: string, lines: ReadonlyMap<string, number>): string {
  const path = pointer
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const line = lines.get(at)
    if (line !== undefined) return `line ${line}, ${path}`
  }
  return path || 'brief'
}

interface SchemaError {
  keyword: string
  params: object
  message: string
}

function explain({ keyword, params, message }: SchemaError, value: Plain | undefined) {
  const given = JSON.stringify(value) ?? 'nothing'
  const parameter = (name: string) => (params as Record<string, unknown>)[name] // Named by the keyword.
  switch (keyword) {
    case 'required': {
      const missing = [parameter('requiredProperties')].flat().join(', ')
      return { what: `it lacks ${missing}`, right: `add ${missing}` }
    }
    case 'enum': {
      const allowed = [parameter('allowedValues')].flat().map(String)
      const near = typeof value === 'string' ? nearest(value, allowed) : undefined
      const right = near ? `did you mean "${near}"?` : `write one of ${allowed.join(', ')}`
      return { what: `${given} is not known here`, right }
    }
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum': {
      const limit = parameter('limit')
      const negative = typeof value === 'number' && value < 0
      const what = negative ? `${given} is negative` : `${given} is out of range`
      return {
        what,
        right: `give a number ${parameter('comparison')} ${limit}${hint(keyword, limit)}`,
      }
    }
    case 'pattern':
      return {
        what: `${given} is not a valid name`,
        right: `match ${parameter('pattern')}, such as "shop" or "orders.placeOrder"`,
      }
    default:
      return {
        what: `${given} ${message}`,
        right: 'see the schema of the brief, or write what `archwright brief` prints',
      }
  }
}

// Shares are the only numbers bounded by one; most who exceed it meant per cent.
function hint(keyword: string, limit: unknown): string {
  return keyword.toLowerCase().includes('maximum') && limit === 1 ? ', or write it as "99.99%"' : ''
}

function valueAt(value: Plain, pointer: string): Plain | undefined {
  let at: Plain | undefined = value
  for (const key of pointer.split('/').slice(1)) {
    if (Array.isArray(at)) at = at[Number(key)]
    else if (typeof at === 'object' && at !== null) at = at[key]
    else return undefined
  }
  return at
}
