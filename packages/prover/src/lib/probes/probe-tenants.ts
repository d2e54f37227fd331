import { randomUUID } from 'node:crypto'

import type { Api } from '../contracts/api.ts'
import type { Endpoint, OpenApi } from '../contracts/openapi.ts'
import { plausibleRequest } from '../contracts/plausible-request.ts'
import type { Request } from '../contracts/requests.ts'
import type { Answer } from '../load/call.ts'
import type { ProbeResult, Visitor } from './probe-access.ts'

export interface TenantProbe {
  document: OpenApi
  endpoints: readonly Endpoint[]
  /** Values for parameters by name, of things of one tenant. */
  known: Readonly<Record<string, string>>
  /** Ids of all that is known to be that tenant's. */
  ids: readonly string[]
  /** Who acts for that tenant, and who acts for another one: one of each role. */
  own: readonly Visitor[]
  strangers: readonly Visitor[]
}

/**
 * Asks every operation of tenants for another tenant's things, by each id that an input names, as every role that may
 * ask. Nothing of them may be found, and no list may hold one; the same reads must answer who they belong to.
 */
export async function probeTenants(api: Api, probe: TenantProbe): Promise<ProbeResult> {
  const result: ProbeResult = { checked: 0, wrong: [] }
  const ids = [...probe.ids, ...(await addThings(api, probe))]
  // About what does not exist there is nothing to find.
  const named = ({ parameters }: Endpoint) =>
    parameters.every(({ name, in: place }) => place !== 'path' || name in probe.known)
  for (const endpoint of probe.endpoints.filter((one) => one.ofTenant && named(one))) {
    const request = swapped(probe, endpoint)
    const may = ({ role }: Visitor) => endpoint.roles.includes(role)
    for (const visitor of probe.strangers.filter(may))
      note(visitor, leakOf(endpoint, await ask(visitor), unsaid(request)))
    // Shows that the refusals had no other reason.
    for (const visitor of endpoint.method === 'GET' ? probe.own.filter(may) : []) {
      const { status } = await ask(visitor)
      note(visitor, status < 300 ? undefined : `${status} to its own tenant`)
    }

    function ask({ token }: Visitor): Promise<Answer> {
      return api.ask(endpoint.id, { ...freshKey(request), token })
    }
    function note({ name }: Visitor, complaint: string | undefined): void {
      result.checked += 1
      if (complaint) result.wrong.push(`${endpoint.id} as ${name}: ${complaint}`)
    }
  }
  return result

  function unsaid(request: Request): string[] {
    const said = JSON.stringify(request)
    return ids.filter((id) => !said.includes(id))
  }
}

/** Adds one of everything that the tenant's own may add; answers what they are called. */
async function addThings(api: Api, { document, endpoints, known, own }: TenantProbe) {
  const ids: string[] = []
  for (const endpoint of endpoints.filter(
    ({ ofTenant, method }) => ofTenant && method === 'POST',
  )) {
    const adder = own.find(({ role }) => endpoint.roles.includes(role))
    if (!adder || endpoint.path.includes('{')) continue
    const request = freshKey(plausibleRequest(document, endpoint, known))
    const { status, text } = await api.ask(endpoint.id, { ...request, token: adder.token })
    const id = status < 300 ? /"id":"([^"]+)"/.exec(text)?.[1] : undefined
    if (id) ids.push(id)
  }
  return ids
}

/** A request that names the tenant's things wherever it names one, in the path and in the body. */
function swapped({ document, known }: TenantProbe, endpoint: Endpoint): Request {
  // What would be deleted is named too: it must not be found.
  const request = plausibleRequest(document, { ...endpoint, method: 'GET' }, known)
  if (typeof request.body !== 'object' || request.body === null) return request
  const body = Object.entries(request.body).map(([name, value]) => [name, known[name] ?? value])
  return { ...request, body: Object.fromEntries(body) }
}

function freshKey(request: Request): Request {
  const { headers = {} } = request
  if (!('idempotency-key' in headers)) return request
  return { ...request, headers: { ...headers, 'idempotency-key': randomUUID() } }
}

/** 400: refused before anything was looked for. */
const notFound = [400, 401, 403, 404]

function leakOf(
  { path }: Endpoint,
  { status, text }: Answer,
  ids: readonly string[],
): string | undefined {
  const found = ids.find((id) => text.includes(id))
  if (found) return `${status} with ${found} of another tenant`
  if (!path.includes('{') || notFound.includes(status)) return undefined
  return `${status} about a thing of another tenant`
}
