import type { handleServerStreamingCall } from '@grpc/grpc-js'

import { builtIn } from '../../contract/failure.ts'
import type { Subscription } from '../../contract/subscription.ts'
import type { ProtoMethod } from '../../contracts-out/proto/proto-model.ts'
import { eventKey } from '../../contracts-out/proto/protos-of.ts'
import { callFacts } from './call-facts.ts'
import { cancelSignal } from './cancel-signal.ts'
import { codecOf } from './codec.ts'
import { send } from './send.ts'
import { headerOf, refuse, type ServeParts } from './serve-parts.ts'

type Input = Record<string, unknown> & { after?: string }

/** One request, and an event for each that happens, until the caller leaves or the server closes. */
export function followHandler(
  parts: ServeParts,
  subscription: Subscription,
  { request, response }: ProtoMethod,
): handleServerStreamingCall<Uint8Array, Uint8Array> {
  const { decode } = codecOf(request)
  const { encode } = codecOf(response)
  return async (call) => {
    const { idempotencyKey: _, deadlineMs: __, ...facts } = callFacts(call, parts.trustProxy)
    const left = cancelSignal(call)
    const signal = AbortSignal.any([left, parts.closing])
    try {
      const { after, ...input } = decode(call.request) as Input // the message was made with these fields
      const following = await parts.follow({
        ...facts,
        subscription: subscription.name,
        input,
        ...(after === undefined ? {} : { after }),
        signal,
      })
      call.sendMetadata(headerOf(facts.correlationId)) // so that the caller knows that it is heard from now on
      for await (const { event, data, ...told } of following) {
        await send(call, encode({ ...told, [eventKey(event)]: data }), signal)
      }
      if (parts.closing.aborted) throw builtIn('UNAVAILABLE', { retryAfterSeconds: 1 })
      call.end()
    } catch (error) {
      if (left.aborted) return
      const thrown = parts.closing.aborted
        ? builtIn('UNAVAILABLE', { retryAfterSeconds: 1 })
        : error
      call.emit('error', refuse(parts, thrown, facts.correlationId))
    }
  }
}
