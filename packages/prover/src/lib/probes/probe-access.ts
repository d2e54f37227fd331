import { randomUUID } from 'node:crypto'

import type { Api } from '../contracts/api.ts'
import type { Endpoint, OpenApi } from '../contracts/openapi.ts'
import { plausibleRequest } from '../contracts/plausible-request.ts'
import type { Answer } from '../load/call.ts'

/** Who tries: a role with its token, or nobody. */
export interface Visitor {
  name: string
  role: string
  token?: string
}

/** What the probes found. */
export interface ProbeResult {
  checked: number
  wrong: string[]
}

export interface AccessProbe {
  document: OpenApi
  endpoints: readonly Endpoint[]
  visitors: readonly Visitor[]
  /** Values for parameters by name, of things that exist. */
  known: Readonly<Record<string, string>>
}

/**
 * Tries every operation as every role and with a forged token. The input may well be refused; what is
 * judged is whether access was: UNAUTHENTICATED and FORBIDDEN on the one side, any other answer on the other.
 */
export async function probeAccess(api: Api, probe: AccessProbe): Promise<ProbeResult> {
  const result: ProbeResult = { checked: 0, wrong: [] }
  const signedIn = probe.visitors.find(({ token }) => token !== undefined)
  const forged = signedIn?.token ? [{ ...signedIn, ...forge(signedIn.token) }] : []
  const leaving = new Set<Visitor>()
  for (const endpoint of deletionsLast(probe.endpoints)) {
    for (const visitor of [...probe.visitors, ...forged]) {
      const request = plausibleRequest(probe.document, endpoint, probe.known)
      const { token } = visitor
      const headers = freshKey(request.headers ?? {})
      const answer = await api.ask(endpoint.id, { ...request, headers, token })
      const complaint = mayHaveLeft(leaving, visitor, answer)
        ? undefined
        : judge(endpoint, visitor, answer)
      if (endpoint.method === 'DELETE' && answer.status < 300) leaving.add(visitor)
      result.checked += 1
      if (complaint) result.wrong.push(`${endpoint.id} as ${visitor.name}: ${complaint}`)
    }
  }
  return result
}

/** Whoever deleted something may have ended the session that they ask with; each process hears of that in its time. */
function mayHaveLeft(leaving: ReadonlySet<Visitor>, visitor: Visitor, answer: Answer): boolean {
  return leaving.has(visitor) && answer.status === 401
}

/** What ends something comes last, and at the very end what names nothing: it may be the visitor's own session. */
function deletionsLast(endpoints: readonly Endpoint[]): Endpoint[] {
  const rank = ({ method, parameters }: Endpoint) => {
    if (method !== 'DELETE') return 0
    return parameters.some((parameter) => parameter.in === 'path') ? 1 : 2
  }
  return endpoints.toSorted((a, b) => rank(a) - rank(b))
}

const forgedRole = 'forged'

/** The same token with another payload: its signature no longer fits. */
function forge(token: string): Visitor {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as object
  const changed = { ...claims, roles: ['staff', 'customer'], sub: randomUUID() }
  const other = Buffer.from(JSON.stringify(changed)).toString('base64url')
  return { name: 'forged token', role: forgedRole, token: `${header}.${other}.${signature}` }
}

/** The example key of the contract may have been used by the probe before. */
function freshKey(headers: Record<string, string>): Record<string, string> {
  return 'idempotency-key' in headers ? { ...headers, 'idempotency-key': randomUUID() } : headers
}

function judge({ roles }: Endpoint, { role, token }: Visitor, answer: Answer): string | undefined {
  const seen = `${answer.status} ${codeOf(answer)}`.trim()
  if (answer.status >= 500) return `${seen}, which is no answer to a visitor`
  const isRefused = isRefusal(answer)
  if (role === forgedRole)
    return isRefused ? undefined : `${seen}, where a forged token must be refused`
  const isAllowed = roles.length === 0 || roles.includes(role)
  if (isAllowed) return isRefused ? `${seen}, where it is allowed` : undefined
  if (!isRefused) return `${seen}, where only ${roles.join(' and ')} may`
  const expected = token === undefined ? 401 : 403
  return answer.status === expected ? undefined : `${seen}, where ${expected} is right`
}

const refusals = new Set(['UNAUTHENTICATED', 'FORBIDDEN'])

/** An operation may answer 401 or 403 for reasons of its own, such as a wrong password; the code tells. */
export function isRefusal(answer: Answer): boolean {
  if (answer.status !== 401 && answer.status !== 403) return false
  const code = codeOf(answer)
  return code === '' || refusals.has(code)
}

function codeOf({ text }: Answer): string {
  return /"code":"(\w+)"/.exec(text)?.[1] ?? ''
}
