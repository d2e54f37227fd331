import { Readable } from 'node:stream'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { builtIn } from '../../contract/failure.ts'
import type { Subscription } from '../../contract/subscription.ts'
import type { Follow } from '../../dispatch/follow.ts'
import { limitClassOf } from '../../protection/limit-class.ts'
import { callOf } from '../rest/call-of.ts'
import { methodAndPath, versionPrefix } from '../rest/fields.ts'
import { inputGatherer } from '../rest/gather-input.ts'
import { eventStream } from './event-stream.ts'

export interface EventStreamParts {
  readonly follow: Follow
  readonly subscriptions: readonly Subscription[]
  readonly heartbeatMs: number
}

/** Offers every subscription with a REST face as server-sent events. */
export function addEventStreams(server: FastifyInstance, parts: EventStreamParts): void {
  const closing = new AbortController()
  // Before the server waits for its last answers: a stream would never end.
  server.addHook('preClose', async () => closing.abort())
  for (const subscription of parts.subscriptions) {
    const { rest } = subscription
    if (rest === undefined) continue
    server.route({
      method: ['GET', 'HEAD'],
      url: `${versionPrefix}${methodAndPath({ route: rest }).path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      config: { limitClass: limitClassOf(subscription) },
      handler: streamHandler(subscription, rest, { ...parts, closing: closing.signal }),
    })
  }
}

function streamHandler(
  subscription: Subscription,
  route: NonNullable<Subscription['rest']>,
  { follow, heartbeatMs, closing }: EventStreamParts & { closing: AbortSignal },
) {
  const gather = inputGatherer(subscription, { route })
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (!takesEventStream(request.headers.accept)) throw notAcceptable
    const { after, ...input } = gather(request) as Record<string, unknown> // of a route without body
    const following = await follow({
      ...callOf(request, subscription.name, input),
      subscription: subscription.name,
      from: { transport: 'sse', address: request.ip },
      ...afterOf(request.headers['last-event-id'] ?? after),
      signal: leaveSignal(reply),
    })
    reply.headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no', // asks proxies of nginx's kind to pass each event on at once
    })
    if (request.method !== 'HEAD')
      return reply.send(Readable.from(eventStream(following, { heartbeatMs, closing })))
    await following.return?.()
    return reply.send()
  }
}

/** What a client resumes from: the header of its own making wins over the address it was given at first. */
function afterOf(given: unknown): { after?: string } {
  if (given === undefined || given === '') return {}
  if (typeof given === 'string') return { after: given }
  throw builtIn('INVALID_INPUT', {
    data: { problems: [{ path: '/after', problem: 'must be given once' }] },
  })
}

function leaveSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => controller.abort())
  return controller.signal
}

const notAcceptable = Object.assign(new Error('no event stream wanted'), {
  code: 'ARCHWRIGHT_NOT_ACCEPTABLE',
})

/** RFC 9110 §12.5.1, as far as one type needs it: named or covered by a wildcard, and not refused by q=0. */
function takesEventStream(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true
  const ranges = accept.toLowerCase().split(',')
  return ranges.some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim())
    const covers = type === 'text/event-stream' || type === 'text/*' || type === '*/*'
    return covers && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}
