import { addRemoteRoutes } from '../remote/remote-server.ts'
import { openServiceServer } from '../remote/service-server.ts'
import { openServiceTls, type ServiceTls } from '../remote/service-tls.ts'
import type { RestServer } from '../transports/rest/rest-server.ts'
import type { Core } from './core.ts'
import type { Placement } from './placement.ts'
import type { Settings } from './settings.ts'
import type { Wiring } from './wiring.ts'

/** The certificate of this process, where the wiring and the environment say that processes show one. */
export function serviceTlsOf(
  { identity: { services } }: Pick<Wiring, 'identity'>,
  { process, serviceFiles }: Settings,
  warn: (message: string, details: object) => void,
): ServiceTls | undefined {
  if (!services || process === undefined) return undefined
  if (serviceFiles) return openServiceTls(serviceFiles, warn)
  warn('SERVICE_CERT_FILE is not set: processes know each other by INTERNAL_TOKEN alone', {})
  return undefined
}

export interface InternalParts {
  /** Not listening yet. */
  readonly server: Pick<RestServer, 'fastify'>
  readonly core: Pick<Core, 'dispatcher' | 'deliver'>
  readonly settings: Settings
  readonly placement: Placement
  readonly wiring: Wiring
  readonly services: ServiceTls | undefined
}

/** Takes calls of the system's other processes: by certificate on a port of their own, or by token beside all others. */
export async function openInternal(parts: InternalParts): Promise<() => Promise<void>> {
  const { server, core, settings, placement, wiring, services } = parts
  const { internalToken: token, internalPort: port, host } = settings
  if (!placement.elsewhere) return async () => {}
  const taken = { dispatcher: core.dispatcher, deliver: core.deliver, token }
  if (!services) {
    if (token) addRemoteRoutes(server.fastify, taken)
    return async () => {}
  }
  const { trustDomain = '' } = wiring.identity.services ?? {}
  const all = { ...taken, tls: services, trustDomain, peers: wiring.processes }
  const opened = await openServiceServer(all, { port, host })
  return () => opened.close()
}
