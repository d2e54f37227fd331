import type { TLSSocket } from 'node:tls'

import fastify, { type FastifyRequest } from 'fastify'

import { builtIn, Failure } from '../contract/failure.ts'
import { hasRole } from '../dispatch/principal.ts'
import { statusOfKind } from '../transports/rest/problem.ts'
import { processIn } from './peer.ts'
import { addRemoteRoutes, type RemoteServerParts, type Said } from './remote-server.ts'
import type { ServiceTls } from './service-tls.ts'

export interface ServiceServerParts extends Omit<RemoteServerParts, 'admits'> {
  readonly tls: ServiceTls
  readonly trustDomain: string
  /** Modules of the processes that may call, by process. */
  readonly peers: Readonly<Record<string, readonly string[]>>
}

export interface ServiceServer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Takes the calls of the system's other processes on a port of its own, by mutual TLS: each shows a certificate of ours
 * that names a process of the wiring, and speaks for no module but those that it hosts.
 */
export async function openServiceServer(
  parts: ServiceServerParts,
  { port, host }: { port: number; host: string },
): Promise<ServiceServer> {
  const server = fastify({
    https: {
      ...parts.tls.current(),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    },
    forceCloseConnections: 'idle',
  })
  parts.tls.onRenewed((identity) => {
    server.server.setSecureContext({ ...identity, minVersion: 'TLSv1.3' })
    server.server.closeIdleConnections() // they meet again by the new one
  })
  const peerOf = peerReader(parts.trustDomain)
  addRemoteRoutes(server, {
    ...parts,
    admits(request, said) {
      const process = peerOf(request) ?? ''
      const hosted = Object.hasOwn(parts.peers, process) ? parts.peers[process] : undefined
      if (!hosted || !maySay(said, hosted)) throw builtIn('FORBIDDEN')
    },
  })
  server.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof Failure ? statusOfKind[error.kind] : 500).send(),
  )
  const url = await server.listen({ port, host })
  return { url, close: () => server.close() }
}

/** A person is passed on as known; a module and its events are believed from where it runs. */
function maySay({ principal, modules = [] }: Said, hosted: readonly string[]): boolean {
  const isService = principal !== undefined && hasRole(principal, 'service')
  const speaking = isService && principal.id !== 'kit' ? [principal.id, ...modules] : modules
  return speaking.every((module) => hosted.includes(module))
}

/** Who is at the other end, looked up once per connection; nobody any more when the certificate has expired meanwhile. */
function peerReader(trustDomain: string): (request: FastifyRequest) => string | undefined {
  const known = new WeakMap<object, { process: string | undefined; untilMs: number }>()
  return ({ raw: { socket } }) => {
    const certificate = known.has(socket) ? undefined : (socket as TLSSocket).getPeerCertificate() // only TLS is served
    if (certificate) {
      const untilMs = Date.parse(certificate.valid_to)
      known.set(socket, { process: processIn(certificate, trustDomain), untilMs })
    }
    const peer = known.get(socket)
    return peer && Date.now() < peer.untilMs ? peer.process : undefined
  }
}
