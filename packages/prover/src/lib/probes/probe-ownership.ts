import type { Api } from '../contracts/api.ts'
import type { Request } from '../contracts/requests.ts'
import type { ProbeResult } from './probe-access.ts'

/** Something that belongs to one person, and how it is asked for. */
export interface Belonging {
  operation: string
  request: Request
  /** Reads can be repeated by the owner, to show that a refusal had no other reason. */
  isRead: boolean
}

/** Asks for what belongs to one person as somebody else: every such answer must be a refusal. */
export async function probeOwnership(
  api: Api,
  belongings: readonly Belonging[],
  { owner, strangers }: { owner: Request; strangers: Readonly<Record<string, Request>> },
): Promise<ProbeResult> {
  const result: ProbeResult = { checked: 0, wrong: [] }
  const note = (complaint: string | undefined) => {
    result.checked += 1
    if (complaint) result.wrong.push(complaint)
  }
  for (const { operation, request, isRead } of belongings) {
    for (const [name, stranger] of Object.entries(strangers)) {
      const { status } = await api.ask(operation, merge(request, stranger))
      const isRefused = status === 401 || status === 403 || status === 404
      note(isRefused ? undefined : `${operation} of somebody else's as ${name}: ${status}`)
    }
    if (!isRead) continue
    const { status } = await api.ask(operation, merge(request, owner))
    note(status < 300 ? undefined : `${operation} as the owner: ${status}`)
  }
  return result
}

function merge(request: Request, person: Request): Request {
  return { ...request, ...person, headers: { ...request.headers, ...person.headers } }
}
