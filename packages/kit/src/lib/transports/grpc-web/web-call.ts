import { status } from '@grpc/grpc-js'
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Operation } from '../../contract/operation.ts'
import type { ProtoMethod } from '../../contracts-out/proto/proto-model.ts'
import { limitClassOf } from '../../protection/limit-class.ts'
import { trailerOf } from '../grpc/call-facts.ts'
import { codecOf } from '../grpc/codec.ts'
import { refuse, type ServeParts } from '../grpc/serve-parts.ts'
import { encodingOf, messageOf } from './encodings.ts'
import { messageFrame, trailerFrame } from './frames.ts'
import { leaveSignal } from './leave-signal.ts'
import { webFacts } from './web-facts.ts'

/** One call, one answer: translates between a request of gRPC-Web and the one path. */
export function webCallHandler(
  parts: ServeParts,
  operation: Operation,
  { request: asked, response }: ProtoMethod,
) {
  const { decode } = codecOf(asked)
  const { encode } = codecOf(response)
  const policy = limitClassOf(operation)
  // Only a query stops when its caller leaves: a command that may be committing has to reach its end.
  const abortable = operation.kind === 'query'
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const facts = webFacts(request)
    const encoding = encodingOf(request)
    reply.headers({ 'content-type': encoding.type, 'cache-control': 'no-store' })
    try {
      const answered = await parts.dispatcher.dispatch({
        ...facts,
        operation: operation.name,
        input: decode(messageOf(request)),
        ...(abortable ? { signal: leaveSignal(reply) } : {}),
      })
      const trailer = trailerOf(facts.correlationId, policy, answered)
      const frames = [messageFrame(encode(answered.output)), trailerFrame(status.OK, '', trailer)]
      return reply.send(Buffer.concat(frames.map(encoding.encode)))
    } catch (error) {
      const { code, details, metadata } = refuse(parts, error, facts.correlationId)
      return reply.send(encoding.encode(trailerFrame(code, details, metadata)))
    }
  }
}
