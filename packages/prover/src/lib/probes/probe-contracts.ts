import type { Api } from '../contracts/api.ts'
import type { Endpoint, OpenApi } from '../contracts/openapi.ts'
import { plausibleRequest } from '../contracts/plausible-request.ts'
import type { Request } from '../contracts/requests.ts'
import type { Visitor } from './probe-access.ts'

export interface ContractProbe {
  document: OpenApi
  endpoints: readonly Endpoint[]
  visitors: readonly Visitor[]
  known: Readonly<Record<string, string>>
}

/**
 * Calls every operation well and in the ways clients get it wrong. The answers are judged in passing, by the
 * contract check of the api; what comes back here are accepted faults and answers that blame the server.
 */
export async function probeContracts(api: Api, probe: ContractProbe): Promise<string[]> {
  const wrong: string[] = []
  for (const endpoint of probe.endpoints) {
    const visitor = probe.visitors.find(({ role }) => endpoint.roles.includes(role))
    const good = plausibleRequest(probe.document, endpoint, probe.known)
    const token = visitor?.token
    await api.ask(endpoint.id, { ...good, token })
    for (const { name, spoil } of faults) {
      const request = spoil(good, endpoint)
      if (!request) continue
      const { status } = await api.ask(endpoint.id, { ...request, token })
      if (status < 400 || status >= 500) wrong.push(`${endpoint.id} with ${name}: ${status}`)
    }
  }
  return wrong
}

interface Fault {
  name: string
  /** The good request made wrong; undefined where the fault cannot be made. */
  spoil(good: Request, endpoint: Endpoint): Request | undefined
}

const faults: readonly Fault[] = [
  {
    name: 'a body that is not JSON',
    spoil: ({ body: _, ...good }, { body }) =>
      isJson(body) ? { ...good, rawBody: '{"broken"' } : undefined,
  },
  {
    name: 'a body of the wrong type',
    spoil: (good, { body }) =>
      isJson(body) ? { ...good, body: ['not', 'an', 'object'] } : undefined,
  },
  {
    name: 'fields of the wrong types',
    spoil: (good, { body }) =>
      isJson(body) && hasFields(good.body) ? { ...good, body: wrongTypes(good.body) } : undefined,
  },
  {
    name: 'another content type',
    spoil: ({ body: _, ...good }, { body }) =>
      isJson(body)
        ? { ...good, rawBody: 'x', headers: { ...good.headers, 'content-type': 'text/csv' } }
        : undefined,
  },
  {
    name: 'a page of -1',
    spoil: (good, { parameters }) =>
      parameters.some(({ name, in: place }) => name === 'limit' && place === 'query')
        ? { ...good, query: { ...good.query, limit: '-1' } }
        : undefined,
  },
  {
    name: 'no Idempotency-Key',
    spoil: (good) => {
      const { 'idempotency-key': key, ...headers } = good.headers ?? {}
      return key ? { ...good, headers } : undefined
    },
  },
]

function isJson(body: Endpoint['body']): boolean {
  return body?.type.endsWith('json') ?? false
}

function hasFields(body: unknown): body is object {
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0
}

function wrongTypes(body: object): object {
  return Object.fromEntries(Object.keys(body).map((name) => [name, { not: 'this' }]))
}
