import type { handleUnaryCall } from '@grpc/grpc-js'

import type { Operation } from '../../contract/operation.ts'
import type { ProtoMethod } from '../../contracts-out/proto/proto-model.ts'
import { limitClassOf } from '../../protection/limit-class.ts'
import { callFacts, trailerOf } from './call-facts.ts'
import { cancelSignal } from './cancel-signal.ts'
import { codecOf } from './codec.ts'
import { refuse, type ServeParts } from './serve-parts.ts'

/** One call, one answer: translates between a method and the one path. */
export function unaryHandler(
  parts: ServeParts,
  operation: Operation,
  { request, response }: ProtoMethod,
): handleUnaryCall<Uint8Array, Uint8Array> {
  const { decode } = codecOf(request)
  const { encode } = codecOf(response)
  const policy = limitClassOf(operation)
  // Only a query stops when its caller leaves: a command that may be committing has to reach its end.
  const abortable = operation.kind === 'query'
  return async (call, callback) => {
    const facts = callFacts(call, parts.trustProxy)
    try {
      const reply = await parts.dispatcher.dispatch({
        ...facts,
        operation: operation.name,
        input: decode(call.request),
        ...(abortable ? { signal: cancelSignal(call) } : {}),
      })
      callback(null, encode(reply.output), trailerOf(facts.correlationId, policy, reply))
    } catch (error) {
      callback(refuse(parts, error, facts.correlationId))
    }
  }
}
