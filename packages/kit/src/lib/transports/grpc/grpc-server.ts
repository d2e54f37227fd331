import { Server, ServerCredentials } from '@grpc/grpc-js'

import type { Protos, Served } from '../../contracts-out/proto/protos-of.ts'
import type { Health } from '../../health/health.ts'
import { followHandler } from './follow-stream.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { healthMethods } from './health-service.ts'
import { batchHandler, importHandler } from './many.ts'
import { reflectionMethods, servicesOf } from './reflection-service.ts'
import type { ServeParts } from './serve-parts.ts'
import { unaryHandler } from './unary.ts'

export interface GrpcServerOptions extends Omit<ServeParts, 'closing'> {
  readonly protos: Protos
  /** Absent: the server says nothing of its health. */
  readonly health?: Pick<Health, 'readiness'>
  /** Whether clients may ask which services and messages there are. */
  readonly reflection: boolean
}

export interface GrpcServer {
  /** Listens without TLS, as behind a mesh or balancer that ends it. Resolves to the port; port 0 takes a free one. */
  listen(address: string): Promise<number>
  /** Takes no new calls, tells followers to come again elsewhere, resolves when the last answer is given. */
  close(): Promise<void>
  /** Cuts the calls that are left. */
  closeNow(): void
}

/** Bytes of one message, either way: what clients expect by default. */
const maxMessageBytes = 4 * 1_024 * 1_024

const channelOptions = {
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_send_message_length': maxMessageBytes,
  'grpc.max_concurrent_streams': 1_000,
  // A peer that went away without a word is noticed within 80 s.
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
  // Balancers that spread connections, not calls, see each client again now and then.
  'grpc.max_connection_age_ms': 30 * 60_000,
  'grpc.max_connection_age_grace_ms': 60_000,
}

/** Offers every operation and subscription of the modules over gRPC. It translates; the path decides. */
export function createGrpcServer({
  protos: { files, served },
  health,
  reflection,
  ...options
}: GrpcServerOptions): GrpcServer {
  const closing = new AbortController()
  const parts = { ...options, closing: closing.signal }
  const server = new Server(channelOptions)
  const methods = [
    ...served.map((one) => methodOf(one, parts)),
    ...(health ? healthMethods(health, new Set(servicesOf(files)), closing.signal) : []),
    ...(reflection ? reflectionMethods(files, closing.signal) : []),
  ]
  for (const { path, handle, type } of methods) {
    server.register(path, handle, toBuffer, asTheyCome, type)
  }
  let closed: Promise<void> | undefined
  return {
    listen: (address) => bind(server, address),
    close() {
      closing.abort()
      closed ??= shutDown(server)
      return closed
    },
    closeNow: () => server.forceShutdown(),
  }
}

function methodOf(served: Served, parts: ServeParts): GrpcMethod {
  const { path, method } = served
  switch (served.serves) {
    case 'call':
      return { path, type: 'unary', handle: unaryHandler(parts, served.operation, method) }
    case 'batch':
      return { path, type: 'bidi', handle: batchHandler(parts, served.operation, method) }
    case 'import':
      return { path, type: 'clientStream', handle: importHandler(parts, served.operation, method) }
    case 'subscription':
      return {
        path,
        type: 'serverStream',
        handle: followHandler(parts, served.subscription, method),
      }
  }
}

// Messages are decoded and encoded where a failure of it can be told: the library would answer INTERNAL.
function asTheyCome(bytes: Buffer): Uint8Array {
  return bytes
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.tryShutdown((error) => (error ? reject(error) : resolve()))
  })
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    )
  })
}
