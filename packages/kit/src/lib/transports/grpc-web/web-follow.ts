import { Readable } from 'node:stream'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { builtIn, type Failure } from '../../contract/failure.ts'
import type { Subscription } from '../../contract/subscription.ts'
import type { ProtoMethod } from '../../contracts-out/proto/proto-model.ts'
import { eventKey } from '../../contracts-out/proto/protos-of.ts'
import { codecOf } from '../grpc/codec.ts'
import { refuse, type ServeParts } from '../grpc/serve-parts.ts'
import { type Encoding, encodingOf, messageOf } from './encodings.ts'
import { messageFrame, trailerFrame } from './frames.ts'
import { leaveSignal } from './leave-signal.ts'
import { webFacts } from './web-facts.ts'

/** One request, and a frame for each event, until the caller leaves, its time is over or the server closes. */
export function webFollowHandler(
  parts: ServeParts,
  subscription: Subscription,
  method: ProtoMethod,
) {
  const frames = frameSource(parts, subscription, method)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const encoding = encodingOf(request)
    reply.headers({
      'content-type': encoding.type,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no', // asks proxies of nginx's kind to pass each event on at once
    })
    return reply.send(Readable.from(encoded(frames(request, leaveSignal(reply)), encoding)))
  }
}

async function* encoded(frames: AsyncIterable<Buffer>, { encode }: Encoding) {
  for await (const frame of frames) yield encode(frame)
}

type Input = Record<string, unknown> & { after?: string }

function frameSource(
  parts: ServeParts,
  subscription: Subscription,
  { request: asked, response }: ProtoMethod,
) {
  const { decode } = codecOf(asked)
  const { encode } = codecOf(response)
  return async function* (request: FastifyRequest, left: AbortSignal): AsyncGenerator<Buffer> {
    const { idempotencyKey: _, deadlineMs, ...facts } = webFacts(request)
    const over = deadlineMs === undefined ? none : AbortSignal.timeout(deadlineMs)
    try {
      const { after, ...input } = decode(messageOf(request)) as Input // the message was made with these fields
      const following = await parts.follow({
        ...facts,
        subscription: subscription.name,
        input,
        ...(after === undefined ? {} : { after }),
        signal: AbortSignal.any([left, over, parts.closing]),
      })
      yield headersOnly
      for await (const { event, data, ...told } of following)
        yield messageFrame(encode({ ...told, [eventKey(event)]: data }))
      throw endOf(over)
    } catch (error) {
      if (left.aborted) return
      const thrown = over.aborted || parts.closing.aborted ? endOf(over) : error
      const { code, details, metadata } = refuse(parts, thrown, facts.correlationId)
      yield trailerFrame(code, details, metadata)
    }
  }
}

const none = new AbortController().signal

// Written like any other chunk, it makes the headers go out: the caller knows that it is heard from now on.
const headersOnly = Buffer.alloc(0)

function endOf(over: AbortSignal): Failure {
  return builtIn(over.aborted ? 'DEADLINE_EXCEEDED' : 'UNAVAILABLE', { retryAfterSeconds: 1 })
}
