import type { Health } from '../health/health.ts'
import type { Module } from '../module/define-module.ts'
import { addProtocols } from '../transports/rest/add-protocols.ts'
import type { RestServer } from '../transports/rest/rest-server.ts'
import type { ReportError } from '../transports/rest/send-problem.ts'
import { addEventStreams } from '../transports/sse/add-event-streams.ts'
import type { Core } from './core.ts'
import type { Settings } from './settings.ts'
import type { Wiring } from './wiring.ts'

export interface InterfaceParts {
  /** Not listening yet: HTTP interfaces add their routes to its Fastify. */
  readonly server: RestServer
  readonly core: Core
  readonly settings: Settings
  readonly wiring: Wiring
  readonly modules: readonly Module[]
  /** Those of other processes. */
  readonly elsewhere?: readonly Module[]
  readonly health?: Health
  /** The project's folder. */
  readonly directory?: URL
  /** Told of errors that are no declared failures. */
  readonly onError?: ReportError
}

/** The ways in beside REST, opened as the wiring says. */
export interface Interfaces {
  /** What is served, by name. @param base URL of the HTTP server, which listens by then. */
  urls(base: string): Readonly<Record<string, string>>
  /** Lets end what does not end with the HTTP server, and takes nothing new. */
  close(): Promise<void>
  /** Cuts what is left of it. */
  closeNow(): void
}

/** Opens the interfaces the wiring names. Each is a translator between its protocol and the one path. */
export async function openInterfaces(parts: InterfaceParts): Promise<Interfaces> {
  addEventStreams(parts.server.fastify, {
    follow: parts.core.follow,
    subscriptions: parts.modules.flatMap(({ subscriptions = [] }) => subscriptions),
    heartbeatMs: parts.wiring.feed.heartbeatMs,
  })
  await addProtocols(parts.server.fastify, {
    ...parts.core,
    modules: parts.modules,
    onError: parts.onError,
  })
  const paths = await openHttp(parts)
  const grpc = await openGrpcOf(parts)
  return {
    urls: (base) => ({
      ...Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${base}${path}`])),
      ...(grpc ? { grpc: grpc.url } : {}),
      ...(parts.wiring.interfaces.grpc?.web ? { grpcWeb: base } : {}),
    }),
    close: async () => grpc?.close(),
    closeNow: () => grpc?.closeNow(),
  }
}

/** Opens what adds routes to the HTTP server. Answers what is served, by name, as paths. */
async function openHttp(parts: InterfaceParts): Promise<Record<string, string>> {
  const { graphql, websocket } = parts.wiring.interfaces
  if (graphql || websocket) await allowWebSockets(parts)
  return { ...(await openJsonRpc(parts)), ...(await openGraphqlOf(parts)) }
}

async function allowWebSockets({ server }: InterfaceParts): Promise<void> {
  const { acceptWebSockets } = await import('../transports/websocket/accept-web-sockets.ts')
  await acceptWebSockets(server.fastify)
}

async function openJsonRpc({
  server,
  core,
  ...parts
}: InterfaceParts): Promise<Record<string, string>> {
  const { websocket } = parts.wiring.interfaces
  if (!websocket) return {}
  const { addJsonRpc, jsonRpcPath } = await import('../transports/websocket/add-json-rpc.ts')
  const { heartbeatMs } = parts.wiring.feed
  const { corsOrigins } = parts.settings
  addJsonRpc(server.fastify, { ...parts, path: core, wiring: websocket, heartbeatMs, corsOrigins })
  return { websocket: jsonRpcPath }
}

async function openGraphqlOf(parts: InterfaceParts): Promise<Record<string, string>> {
  const { graphql } = parts.wiring.interfaces
  if (!graphql) return {}
  const { openGraphql } = await import('../transports/graphql/open-graphql.ts')
  const { production } = parts.settings
  return openGraphql({ ...parts, path: parts.core, wiring: graphql, production })
}

async function openGrpcOf({ core, settings, server, ...parts }: InterfaceParts) {
  const { grpc } = parts.wiring.interfaces
  if (!grpc) return undefined
  const { openGrpc } = await import('../transports/grpc/open-grpc.ts')
  return openGrpc({
    ...parts,
    ...settings,
    wiring: grpc,
    http: server.fastify,
    system: parts.wiring.system,
    port: settings.grpcPort,
    dispatcher: core.dispatcher,
    follow: core.follow,
  })
}
