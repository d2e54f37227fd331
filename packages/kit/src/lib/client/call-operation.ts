import type { Operation, RestSpec } from '../contract/operation.ts'
import { ClientFailure, failureOfResponse, tooLate, unreachable } from './client-failure.ts'
import type { CallOptions } from './client-types.ts'
import type { Repeats } from './repeats.ts'
import { type RestRequest, restRequest } from './rest-request.ts'
import { wait } from './wait.ts'

/** What all calls of a client share. */
export interface Connection {
  /** Without a slash at its end. */
  readonly url: string
  readonly fetch: typeof fetch
  readonly repeats: Repeats
  token(): Promise<string | undefined>
}

export interface OfferedCall {
  readonly operation: Operation
  readonly rest: RestSpec
  readonly input: Readonly<Record<string, unknown>>
}

const defaultDeadlineMs = 30_000

/** Calls an operation, and again where its contract makes a repeat harmless. */
export async function callOperation(
  connection: Connection,
  { operation, rest, input }: OfferedCall,
  { key, signal, deadlineMs = defaultDeadlineMs }: CallOptions,
): Promise<unknown> {
  const deadlineAt = Date.now() + deadlineMs
  const request = withKey(operation, restRequest(operation, rest, input), key)
  connection.repeats.begin()
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(connection, operation, request, { deadlineAt, signal })
    } catch (error) {
      if (!(error instanceof ClientFailure)) throw error
      const pauseMs = connection.repeats.pauseMs(operation, error, tries)
      if (pauseMs === undefined || Date.now() + pauseMs >= deadlineAt) throw error
      await wait(pauseMs, signal)
    }
  }
}

/** The same key on every try of one call. */
function withKey(operation: Operation, request: RestRequest, key: string | undefined): RestRequest {
  if (operation.kind !== 'command' || operation.idempotency !== 'key') return request
  const idempotencyKey = key ?? crypto.randomUUID()
  return { ...request, headers: { ...request.headers, 'idempotency-key': idempotencyKey } }
}

interface Until {
  readonly deadlineAt: number
  readonly signal: AbortSignal | undefined
}

async function send(
  { url, fetch, token }: Connection,
  { name }: Operation,
  { method, path, headers, body }: RestRequest,
  { deadlineAt, signal }: Until,
): Promise<unknown> {
  const leftMs = deadlineAt - Date.now()
  const late = AbortSignal.timeout(Math.max(1, leftMs))
  try {
    const bearer = await token()
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...headers,
        'x-deadline-ms': String(Math.max(1, Math.floor(leftMs))),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(body === undefined ? {} : { body }),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    if (!response.ok) throw await failureOfResponse(name, response)
    return response.status === 204 ? {} : await response.json()
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (error instanceof ClientFailure) throw error
    throw late.aborted ? tooLate(name) : unreachable(name, error)
  }
}
