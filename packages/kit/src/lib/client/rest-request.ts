import type { Operation, RestSpec } from '../contract/operation.ts'
import {
  bodyFields,
  methodAndPath,
  pathFields,
  takesBody,
  versionPrefix,
} from '../transports/rest/fields.ts'

/** What a call of an operation is over HTTP, without who asks. */
export interface RestRequest {
  readonly method: string
  /** Path with its query, from the root. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

/** Puts each field of the input where REST carries it: path, header, query or body. */
export function restRequest(
  operation: Pick<Operation, 'input'>,
  rest: RestSpec,
  input: Fields,
): RestRequest {
  const { method, path } = methodAndPath(rest)
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, field: string) =>
    encodeURIComponent(segment(field, input[field])),
  )
  const headers = headersOf(rest, input)
  if (!takesBody(rest)) {
    const query = queryOf(bodyFields(operation, rest), input)
    return { method, path: `${versionPrefix}${filled}${query}`, headers, body: undefined }
  }
  const elsewhere = new Set([...pathFields(rest), ...Object.keys(rest.headers ?? {})])
  const left = Object.entries(input).filter(([field]) => !elsewhere.has(field))
  return {
    method,
    path: `${versionPrefix}${filled}`,
    headers: { ...headers, 'content-type': 'application/json' },
    body:
      rest.rawBody === undefined
        ? JSON.stringify(Object.fromEntries(left))
        : String(input[rest.rawBody]),
  }
}

function segment(field: string, value: unknown): string {
  if (value === undefined || value === '')
    throw new TypeError(`"${field}" stands in the path: give it`)
  return String(value)
}

function headersOf({ headers = {} }: RestSpec, input: Fields): Record<string, string> {
  const given = Object.entries(headers).filter(([field]) => input[field] !== undefined)
  return Object.fromEntries(
    given.map(([field, name]) => {
      const text = String(input[field])
      // An entity tag is quoted (RFC 9110 §8.8.3).
      return [name, name.toLowerCase() === 'if-match' ? `"${text}"` : text]
    }),
  )
}

/** A list is its parameter once per item. */
function queryOf(fields: readonly string[], input: Fields): string {
  const query = new URLSearchParams()
  for (const field of fields) {
    const value = input[field]
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) query.append(field, String(each))
    }
  }
  return query.size === 0 ? '' : `?${query}`
}
