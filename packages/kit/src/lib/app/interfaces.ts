import type { Module } from '../module/define-module.ts'
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
  /** Told of errors that are no declared failures. */
  readonly onError?: ReportError
}

/** The ways in beside REST, opened as the wiring says. */
export interface Interfaces {
  /** What is served, by name. @param base URL of the HTTP server, which listens by then. */
  urls(base: string): Readonly<Record<string, string>>
  /** Ends what does not end with the HTTP server. */
  close(): Promise<void>
}

/** Opens the interfaces the wiring names. Each is a translator between its protocol and the one path. */
export async function openInterfaces(parts: InterfaceParts): Promise<Interfaces> {
  addEventStreams(parts.server.fastify, {
    follow: parts.core.follow,
    subscriptions: parts.modules.flatMap(({ subscriptions = [] }) => subscriptions),
    heartbeatMs: parts.wiring.feed.heartbeatMs,
  })
  const paths = await openHttp(parts)
  return {
    urls: (base) =>
      Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${base}${path}`])),
    close: async () => {},
  }
}

/** Opens what adds routes to the HTTP server. Answers what is served, by name, as paths. */
async function openHttp(parts: InterfaceParts): Promise<Record<string, string>> {
  const { graphql } = parts.wiring.interfaces
  if (!graphql) return {}
  const { openGraphql } = await import('../transports/graphql/open-graphql.ts')
  const { production } = parts.settings
  return openGraphql({ ...parts, path: parts.core, wiring: graphql, production })
}
