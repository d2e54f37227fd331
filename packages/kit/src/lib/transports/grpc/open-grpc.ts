import { isDeepStrictEqual } from 'node:util'

import type { FastifyInstance } from 'fastify'

import { type Protos, protosOf } from '../../contracts-out/proto/protos-of.ts'
import { readProtoLock } from '../../contracts-out/proto/read-proto-lock.ts'
import type { Module } from '../../module/define-module.ts'
import { createGrpcServer, type GrpcServer, type GrpcServerOptions } from './grpc-server.ts'
import type { GrpcWiring } from './wiring.ts'

export interface OpenGrpcOptions extends Omit<GrpcServerOptions, 'protos' | 'reflection'> {
  readonly modules: readonly Module[]
  readonly wiring: GrpcWiring
  /** Serves gRPC-Web; not listening yet. */
  readonly http: FastifyInstance
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly production: boolean
  /** The project's folder: its contracts have the committed numbers. */
  readonly directory?: URL
}

export interface OpenGrpc extends Pick<GrpcServer, 'close' | 'closeNow'> {
  readonly url: string
}

/** Listens for gRPC calls of the modules' operations. */
export async function openGrpc(options: OpenGrpcOptions): Promise<OpenGrpc> {
  const { host, port, wiring, production } = options
  const protos = await committedProtos(options)
  const server = createGrpcServer({
    ...options,
    protos,
    reflection: wiring.reflection ?? !production,
  })
  if (wiring.web) {
    const { addGrpcWeb } = await import('../grpc-web/add-grpc-web.ts')
    addGrpcWeb(options.http, { ...options, served: protos.served })
  }
  const name = host.includes(':') ? `[${host}]` : host
  const listening = await server.listen(`${name}:${port}`)
  return { url: `grpc://${name}:${listening}`, close: server.close, closeNow: server.closeNow }
}

/**
 * The services by the committed numbers. While a contract is written its new fields take the next numbers, as the lock
 * will have them; in production numbers that nobody committed could be others tomorrow.
 */
async function committedProtos({
  modules,
  system,
  directory,
  production,
}: OpenGrpcOptions): Promise<Protos> {
  const lock = directory && (await readProtoLock(new URL('contracts/', directory)))
  const protos = protosOf(modules, { system, ...(lock ? { lock } : {}) })
  if (production && !isDeepStrictEqual(lock, protos.lock)) {
    throw new Error(
      'contracts/proto.lock.json lacks numbers of the .proto files; write the contracts again and commit it',
    )
  }
  return protos
}
