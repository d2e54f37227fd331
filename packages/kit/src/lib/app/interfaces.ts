import type { Module } from '../module/define-module.ts'
import type { RestServer } from '../transports/rest/rest-server.ts'
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
}

/** The ways in beside REST, opened as the wiring says. */
export interface Interfaces {
  /** What is served, by name. @param base URL of the HTTP server, which listens by then. */
  urls(base: string): Readonly<Record<string, string>>
  /** Ends what does not end with the HTTP server. */
  close(): Promise<void>
}

/** Opens the interfaces the wiring names. Each is a translator between its protocol and the one path. */
export async function openInterfaces(_parts: InterfaceParts): Promise<Interfaces> {
  return { urls: () => ({}), close: async () => {} }
}
