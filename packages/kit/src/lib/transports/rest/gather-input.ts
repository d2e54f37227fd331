import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'

import type { Operation, RestSpec } from '../../contract/operation.ts'
import type { Subscription } from '../../contract/subscription.ts'
import { type Coerce, coercerFor } from './coerce.ts'
import { bodyFields, pathFields, takesBody } from './fields.ts'
import { httpProblem } from './problem.ts'
import { fieldsParameter, isSparse } from './sparse-fields.ts'

/**
 * Builds the function that gathers an operation's input from where REST carries it: path, headers, and query (GET,
 * DELETE) or body. A path segment or header always wins over a field of the same name elsewhere.
 */
export function inputGatherer(
  operation: Asked,
  rest: RestSpec,
): (request: FastifyRequest) => unknown {
  const gatherBase = takesBody(rest) ? bodyOf(rest) : queryReader(operation, rest)
  const overlays = [pathReader(operation, rest), headerReader(operation, rest)].filter(
    (reader) => reader !== undefined,
  )
  if (overlays.length === 0) return gatherBase
  return (request) => {
    const base = gatherBase(request)
    if (!isRecord(base)) return base // an array or a scalar as body: validation will name it
    const input = { ...base }
    for (const overlay of overlays) overlay(request, input)
    return input
  }
}

type Asked = Operation | Subscription
type Reader = (request: FastifyRequest) => unknown
type Overlay = (request: FastifyRequest, input: Record<string, unknown>) => void

function bodyOf({ rawBody }: RestSpec): Reader {
  if (rawBody !== undefined) return ({ body }) => ({ [rawBody]: body ?? '' })
  return ({ body }) => body ?? {}
}

function queryReader(operation: Asked, rest: RestSpec): Reader {
  const coercers = new Map(
    bodyFields(operation, rest).map((field) => [field, coercerOf(operation, field)]),
  )
  const notInput = operation.kind === 'query' && isSparse(operation) ? fieldsParameter : undefined
  return ({ query }) => {
    const given = query as Record<string, string | string[]> // what Fastify's query parser yields
    const input: Record<string, unknown> = {}
    // Unknown parameters are passed on as they are: whether they are allowed is the contract's say.
    for (const [field, text] of Object.entries(given)) {
      if (field !== '__proto__' && field !== notInput) {
        input[field] = coercers.get(field)?.(text) ?? text
      }
    }
    return input
  }
}

function pathReader(operation: Asked, rest: RestSpec): Overlay | undefined {
  const fields = pathFields(rest).map((field) => [field, coercerOf(operation, field)] as const)
  if (fields.length === 0) return undefined
  return ({ params }, input) => {
    const given = params as Record<string, string> // one entry per `:field` of the route
    for (const [field, coerce] of fields) input[field] = coerce(given[field] ?? '')
  }
}

function headerReader(operation: Asked, { headers = {} }: RestSpec): Overlay | undefined {
  const fields = Object.entries(headers).map(([field, header]) => {
    const name = header.toLowerCase()
    const coerce = coercerOf(operation, field)
    return { field, read: name === 'if-match' ? tagReader(coerce) : textReader(name, coerce) }
  })
  if (fields.length === 0) return undefined
  return (request, input) => {
    for (const { field, read } of fields) {
      const value = read(request)
      if (value === undefined)
        delete input[field] // the header is the only way in
      else input[field] = value
    }
  }
}

function textReader(name: string, coerce: Coerce): Reader {
  return ({ headers }) => {
    const text = headers[name]
    return text && coerce(Array.isArray(text) ? text.join(', ') : text)
  }
}

/** The version that a caller has read, and changes only as long as it stands (RFC 9110 §13.1.1, RFC 6585 §3). */
function tagReader(coerce: Coerce): Reader {
  return ({ headers }) => {
    const text = headers['if-match']?.trim()
    if (!text) throw httpProblem('PRECONDITION_REQUIRED')
    // Weak tags never match here; a list or `*` would have to be tried against what only the handler knows.
    if (/^W\/"[^"]*"$/.test(text)) throw httpProblem('PRECONDITION_FAILED')
    const [, tag] = /^"([^"]*)"$/.exec(text) ?? []
    if (tag === undefined) throw httpProblem('MALFORMED_IF_MATCH')
    const value = coerce(tag)
    // Another kind of value was never the tag of anything here.
    if (typeof value === 'string' && coerce('1') === 1) throw httpProblem('PRECONDITION_FAILED')
    return value
  }
}

function coercerOf({ input, name }: Asked, field: string): Coerce {
  const schema: TSchema | undefined = input.properties[field]
  if (!schema) throw new TypeError(`${name}: its input has no field "${field}", but its route does`)
  return coercerFor(schema)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
