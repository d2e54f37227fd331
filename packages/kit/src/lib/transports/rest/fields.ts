import type { Operation, RestMethod, RestSpec } from '../../contract/operation.ts'

/** Prefix of every operation's path: the major version of the contract. */
export const versionPrefix = '/v1'

/** Method and path of a route: `POST /carts/{cartId}/claim`. */
export function methodAndPath({ route }: RestSpec): { method: RestMethod; path: string } {
  const [method, path] = route.split(' ', 2) as [RestMethod, string] // the template type guarantees both
  return { method, path }
}

/** Input fields that travel in the path. */
export function pathFields({ route }: RestSpec): string[] {
  return [...route.matchAll(/\{(\w+)\}/g)].map(([, field]) => field ?? '')
}

export function takesBody(rest: RestSpec): boolean {
  const { method } = methodAndPath(rest)
  return method !== 'GET' && method !== 'DELETE'
}

/** Input fields that travel in the body, or in the query of a route without one. */
export function bodyFields({ input }: Pick<Operation, 'input'>, rest: RestSpec): string[] {
  const elsewhere = new Set([...pathFields(rest), ...Object.keys(rest.headers ?? {})])
  return Object.keys(input.properties).filter((field) => !elsewhere.has(field))
}
