import { setTimeout as sleep } from 'node:timers/promises'

import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  status,
} from '@grpc/grpc-js'

import type { Health } from '../../health/health.ts'
import { cancelSignal } from './cancel-signal.ts'
import { codecOf } from './codec.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { knownMessage } from './known-messages.ts'
import { send } from './send.ts'

const request = codecOf(
  knownMessage('grpc.health.v1.HealthCheckRequest', { service: [1, 'string'] }),
)
// An enum and an integer look the same on the wire.
const response = codecOf(
  knownMessage('grpc.health.v1.HealthCheckResponse', { status: [1, 'int32'] }),
)
const serving = { serving: 1, notServing: 2, unknownService: 3 } as const

/** How often a watcher's answer is looked at again, milliseconds. */
const watchMs = 1_000

/**
 * grpc.health.v1.Health: whether this process takes traffic, as /ready says it: for the whole (the empty name) and for each service alike.
 * @param services full names.
 */
export function healthMethods(
  health: Pick<Health, 'readiness'>,
  services: ReadonlySet<string>,
  closing: AbortSignal,
): GrpcMethod[] {
  const statusOf = async (bytes: Uint8Array) => {
    const { service } = request.decode(bytes) as { service: string } // its only field
    if (service !== '' && !services.has(service)) return serving.unknownService
    return (await health.readiness()).ready ? serving.serving : serving.notServing
  }
  const check: handleUnaryCall<Uint8Array, Uint8Array> = async (call, callback) => {
    const now = await statusOf(call.request).catch(() => serving.unknownService)
    if (now !== serving.unknownService) return callback(null, response.encode({ status: now }))
    callback({ code: status.NOT_FOUND, details: 'no such service', metadata: new Metadata() })
  }
  const watch: handleServerStreamingCall<Uint8Array, Uint8Array> = async (call) => {
    const signal = AbortSignal.any([cancelSignal(call), closing])
    let told: number | undefined
    try {
      for (;;) {
        const now = await statusOf(call.request)
        if (now !== told) await send(call, response.encode({ status: now }), signal)
        told = now
        await sleep(watchMs, undefined, { signal })
      }
    } catch {
      call.end() // it left, or the server closes
    }
  }
  const path = '/grpc.health.v1.Health'
  return [
    { path: `${path}/Check`, type: 'unary', handle: check },
    { path: `${path}/Watch`, type: 'serverStream', handle: watch },
  ]
}
