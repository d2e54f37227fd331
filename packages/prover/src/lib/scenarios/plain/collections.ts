import type { Endpoint } from '../../contracts/openapi.ts'

/** Things of one kind that an API keeps: where they are added, listed and read. */
export interface Collection {
  /** /v1/trips */
  path: string
  create?: Endpoint
  list?: Endpoint
  get?: Endpoint
  /** What the path of one of them names: tripId. */
  parameter: string
}

/** The collections of a contract whose things can be read again, by the shape of its paths. */
export function collectionsOf(endpoints: readonly Endpoint[]): Collection[] {
  const at = (method: string, path: string) =>
    endpoints.find((endpoint) => endpoint.method === method && endpoint.path === path)
  const readable = endpoints.filter(
    ({ method, path }) => method === 'GET' && /^[^{]+\/\{\w+\}$/.test(path),
  )
  return readable.map((get) => {
    const path = collectionPathOf(get.path)
    const create = at('POST', path)
    const list = at('GET', path)
    const [, parameter = ''] = /\{(\w+)\}$/.exec(get.path) ?? []
    return { path, parameter, get, ...(create ? { create } : {}), ...(list ? { list } : {}) }
  })
}

/** /v1/trips of /v1/trips/{tripId}/stops */
export function collectionPathOf(path: string): string {
  const end = path.indexOf('/{')
  return end < 0 ? path : path.slice(0, end)
}

/** What identifies a thing of a collection in an answer. */
export function idOf({ parameter }: Collection, row: Record<string, unknown>): string | undefined {
  const id = row.id ?? row[parameter]
  return typeof id === 'string' ? id : undefined
}
