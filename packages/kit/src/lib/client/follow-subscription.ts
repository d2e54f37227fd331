import type { Subscription } from '../contract/subscription.ts'
import type { Connection } from './call-operation.ts'
import {
  ClientFailure,
  failureOfProblem,
  failureOfResponse,
  unreachable,
} from './client-failure.ts'
import type { FollowOptions, ToldEvent } from './client-types.ts'
import { restRequest } from './rest-request.ts'
import { readServerSent, type ServerSent } from './server-sent.ts'
import { wait } from './wait.ts'

type Told = ToldEvent<Subscription['events'][number]>
type Fields = Readonly<Record<string, unknown>>

const firstRetryMs = 1_000
const longestRetryMs = 30_000
/** The server is heard from more often than this, if only to say that there is nothing new. */
const silenceMs = 90_000

// What may pass by itself: the stream is opened again.
const passing = new Set(['too-many', 'internal', 'unavailable', 'timeout'])

/** Follows a subscription over server-sent events. Comes back behind the last place after a lost connection. */
export async function* followSubscription(
  connection: Connection,
  { subscription, route }: { subscription: Subscription; route: `GET /${string}` },
  input: Fields,
  { after, signal }: FollowOptions,
): AsyncGenerator<Told> {
  const { path } = restRequest(subscription, { route }, input)
  let position = after
  let retryMs = firstRetryMs
  let losses = 0
  for (;;) {
    try {
      const open = { path, position, signal, name: subscription.name }
      for await (const message of messages(connection, open)) {
        position = message.id ?? position
        retryMs = message.retryMs ?? retryMs
        losses = 0
        const told = toldOf(subscription.name, message)
        if (told) yield told
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!(error instanceof ClientFailure) || !passing.has(error.kind)) throw error
      retryMs = Math.max(retryMs, (error.retryAfterSeconds ?? 0) * 1_000)
    }
    losses += 1
    await wait(Math.min(longestRetryMs, retryMs * 2 ** (losses - 1)), signal).catch(() => {})
    if (signal?.aborted) return
  }
}

interface Open {
  readonly path: string
  readonly position: string | undefined
  readonly signal: AbortSignal | undefined
  readonly name: string
}

async function* messages(
  { url, fetch, token }: Connection,
  { path, position, signal, name }: Open,
): AsyncGenerator<ServerSent> {
  const silent = new AbortController()
  let timer = setTimeout(() => silent.abort(), silenceMs)
  try {
    const bearer = await token()
    const response = await fetch(`${url}${path}`, {
      headers: {
        accept: 'text/event-stream',
        ...(position === undefined ? {} : { 'last-event-id': position }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
    })
    if (!response.ok || !response.body) throw await failureOfResponse(name, response)
    for await (const message of readServerSent(response.body)) {
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), silenceMs)
      yield message
    }
  } catch (error) {
    throw error instanceof ClientFailure ? error : unreachable(name, error)
  } finally {
    clearTimeout(timer)
  }
}

/** Undefined when nothing was told. @throws ClientFailure for a problem that ended the following */
function toldOf(name: string, { id, event, data }: ServerSent): Told | undefined {
  if (data === undefined || event === undefined) return undefined
  const told = JSON.parse(data)
  if (event === 'problem') throw failureOfProblem(name, told)
  return { ...told, event, position: id } as Told // as its subscription declares it
}
