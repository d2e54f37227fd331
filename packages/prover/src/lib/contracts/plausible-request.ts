import { exampleOf } from './example.ts'
import type { Endpoint, OpenApi } from './openapi.ts'
import type { Request } from './requests.ts'

/**
 * A request that the contract accepts, made of its own examples; `known` names what really exists, except where it would
 * be deleted: what a probe took away would be missed later.
 */
export function plausibleRequest(
  document: OpenApi,
  { method, parameters, body }: Endpoint,
  known: Readonly<Record<string, string>>,
): Request {
  const existing = method === 'DELETE' ? {} : known
  const valuesIn = (place: 'path' | 'query' | 'header') =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place && parameter.required)
        .map(({ name, schema }) => [
          place === 'header' ? name.toLowerCase() : name,
          existing[name] ?? String(exampleOf(document, schema ?? {})),
        ]),
    )
  const query = valuesIn('query')
  const request = {
    params: valuesIn('path'),
    headers: valuesIn('header'),
    ...(Object.keys(query).length > 0 ? { query } : {}),
  }
  if (!body) return request
  if (body.type.endsWith('json'))
    return { ...request, body: exampleOf(document, body.schema) ?? {} }
  return { ...request, headers: { ...request.headers, 'content-type': body.type }, rawBody: '{}' }
}
