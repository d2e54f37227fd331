import type { Call } from '../load/call.ts'
import type { Endpoint } from './openapi.ts'

/** Where an operation is found: all that is needed to call it. */
export interface Route {
  method: string
  path: string
}

export type Routes = Record<string, Route>

/** What varies between the calls of an operation. */
export interface Request {
  params?: Record<string, string>
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: unknown
  /** Sent as it is, in place of a body. */
  rawBody?: string
  token?: string | undefined
  client?: number
}

export function routesOf(endpoints: readonly Endpoint[]): Routes {
  return Object.fromEntries(endpoints.map(({ id, method, path }) => [id, { method, path }]))
}

/** Makes a call of an operation; throws when the contract has no such operation. */
export function makeCall(routes: Routes, operation: string, request: Request = {}): Call {
  const route = routes[operation]
  if (!route) throw new Error(`openapi.json has no operation ${operation}`)
  const { params = {}, query, headers, body, rawBody, token, client = 0 } = request
  const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const search = query ? `?${new URLSearchParams(query)}` : ''
  return {
    operation,
    method: route.method,
    path: path + search,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
    client,
  }
}
