import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'

import type { Module } from '../../module/define-module.ts'
import { codecOf } from '../../transports/grpc/codec.ts'
import { encoded, methodFinder, outcomeOf, type Served, unsayable } from './grpc-messages.ts'
import type { Outcome, ParityCaller, ParityOptions } from './parity-caller.ts'

/** Unary gRPC. The codec is the server's own; a test of its own holds that to the reference library. */
export function grpcCaller(url: string, modules: readonly Module[]): ParityCaller {
  const client = new Client(url.replace('grpc://', ''), credentials.createInsecure())
  const methodOf = methodFinder(modules)
  return {
    transport: 'gRPC',
    typed: true,
    async call({ name }, input, options) {
      const method = methodOf(name)
      const bytes = encoded(method, input)
      return bytes ? unary(client, method, bytes, options) : unsayable
    },
    close: async () => client.close(),
  }
}

function unary(
  client: Client,
  { path, method }: Served,
  bytes: Uint8Array,
  { token, key, deadlineMs, signal }: ParityOptions,
): Promise<Outcome> {
  const metadata = new Metadata()
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
  if (key !== undefined) metadata.set('idempotency-key', key)
  const deadline = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs }
  return new Promise((resolve, reject) => {
    const call = client.makeUnaryRequest(
      path,
      (message: Uint8Array) => Buffer.from(message),
      (message) => codecOf(method.response).decode(message),
      bytes,
      metadata,
      deadline,
      (error, output) => {
        if (signal?.aborted) reject(signal.reason)
        else if (error) resolve(Promise.resolve(statusOf(error)).then(outcomeOf))
        else resolve({ output })
      },
    )
    signal?.addEventListener('abort', () => call.cancel(), { once: true })
  })
}

function statusOf({ code, details, metadata }: ServiceError) {
  const [bytes] = metadata.get('grpc-status-details-bin')
  return { code, details, bytes: bytes instanceof Buffer ? bytes : undefined }
}
