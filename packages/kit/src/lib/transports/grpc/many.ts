import type { handleBidiStreamingCall, handleClientStreamingCall } from '@grpc/grpc-js'

import type { Operation } from '../../contract/operation.ts'
import type { ProtoMethod } from '../../contracts-out/proto/proto-model.ts'
import { type CallSurface, callFacts } from './call-facts.ts'
import { cancelSignal } from './cancel-signal.ts'
import { codecOf } from './codec.ts'
import { type ItemFailure, itemRunner, type RunFacts } from './item-stream.ts'
import { send } from './send.ts'
import { headerOf, refuse, type ServeParts } from './serve-parts.ts'

/** Many calls on one stream, each answered in its place. */
export function batchHandler(
  parts: ServeParts,
  operation: Operation,
  { request, response }: ProtoMethod,
): handleBidiStreamingCall<Uint8Array, Uint8Array> {
  const { encode } = codecOf(response)
  const run = itemRunner(parts, operation, request)
  return async (call) => {
    const signal = cancelSignal(call)
    const facts = factsOf(parts, operation, { call, signal })
    try {
      await run(call, facts, (outcome) => send(call, encode(outcome), signal))
      call.end(headerOf(facts.correlationId))
    } catch (error) {
      if (!signal.aborted) call.emit('error', refuse(parts, error, facts.correlationId))
    }
  }
}

/** Many calls on one stream, with one answer at the end: how many succeeded, and why the others did not. */
export function importHandler(
  parts: ServeParts,
  operation: Operation,
  { request, response }: ProtoMethod,
): handleClientStreamingCall<Uint8Array, Uint8Array> {
  const { encode } = codecOf(response)
  const run = itemRunner(parts, operation, request)
  return async (call, callback) => {
    const signal = cancelSignal(call)
    const facts = factsOf(parts, operation, { call, signal })
    const failures: ItemFailure[] = []
    let succeeded = 0
    try {
      await run(call, facts, (outcome) => {
        if ('failure' in outcome) failures.push(outcome.failure)
        else succeeded++
      })
      callback(null, encode({ succeeded, failures }), headerOf(facts.correlationId))
    } catch (error) {
      callback(refuse(parts, error, facts.correlationId))
    }
  }
}

/** Each item has a key of its own; only queries stop when their caller leaves. */
function factsOf(
  { trustProxy }: ServeParts,
  { kind }: Operation,
  { call, signal }: { call: CallSurface; signal: AbortSignal },
): RunFacts {
  const { idempotencyKey: _, ...facts } = callFacts(call, trustProxy)
  return kind === 'query' ? { ...facts, signal } : facts
}
