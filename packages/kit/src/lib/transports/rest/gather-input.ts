import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'

import type { Operation, RestSpec } from '../../contract/operation.ts'
import { type Coerce, coercerFor } from './coerce.ts'
import { bodyFields, pathFields, takesBody } from './fields.ts'

/**
 * Builds the function that gathers an operation's input from where REST carries it: path, headers, and query (GET,
 * DELETE) or body. A path segment or header always wins over a field of the same name elsewhere.
 */
export function inputGatherer(
  operation: Operation,
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

type Reader = (request: FastifyRequest) => unknown
type Overlay = (request: FastifyRequest, input: Record<string, unknown>) => void

function bodyOf({ rawBody }: RestSpec): Reader {
  if (rawBody !== undefined) return ({ body }) => ({ [rawBody]: body ?? '' })
  return ({ body }) => body ?? {}
}

function queryReader(operation: Operation, rest: RestSpec): Reader {
  const coercers = new Map(
    bodyFields(operation, rest).map((field) => [field, coercerOf(operation, field)]),
  )
  return ({ query }) => {
    const given = query as Record<string, string | string[]> // what Fastify's query parser yields
    const input: Record<string, unknown> = {}
    // Unknown parameters are passed on as they are: whether they are allowed is the contract's say.
    for (const [field, text] of Object.entries(given)) {
      if (field !== '__proto__') input[field] = coercers.get(field)?.(text) ?? text
    }
    return input
  }
}

function pathReader(operation: Operation, rest: RestSpec): Overlay | undefined {
  const fields = pathFields(rest).map((field) => [field, coercerOf(operation, field)] as const)
  if (fields.length === 0) return undefined
  return ({ params }, input) => {
    const given = params as Record<string, string> // one entry per `:field` of the route
    for (const [field, coerce] of fields) input[field] = coerce(given[field] ?? '')
  }
}

function headerReader(operation: Operation, { headers = {} }: RestSpec): Overlay | undefined {
  const fields = Object.entries(headers).map(([field, header]) => {
    const name = header.toLowerCase()
    const read = name === 'if-match' ? unquote : (text: string) => text
    return { field, name, read, coerce: coercerOf(operation, field) }
  })
  if (fields.length === 0) return undefined
  return (request, input) => {
    for (const { field, name, read, coerce } of fields) {
      const text = request.headers[name]
      if (text === undefined)
        delete input[field] // the header is the only way in
      else input[field] = coerce(read(Array.isArray(text) ? text.join(', ') : text))
    }
  }
}

// Entity tags are quoted; a weak one stays as it is, because If-Match compares strongly (RFC 9110 §13.1.1).
function unquote(tag: string): string {
  return /^"[^"]*"$/.test(tag) ? tag.slice(1, -1) : tag
}

function coercerOf({ input, name }: Operation, field: string): Coerce {
  const schema: TSchema | undefined = input.properties[field]
  if (!schema) throw new TypeError(`${name}: its input has no field "${field}", but its route does`)
  return coercerFor(schema)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
