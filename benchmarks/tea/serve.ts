import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { type App, defaultWiring, startApp, type Wiring } from '@archwright/kit/app'
import { createAuthenticator, createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'

import { teaModule } from './tea.ts'

/** The side of a server: one of those compared, in a process of its own; a folder and a database are given. */
const [, , which = '', folder = '', databaseUrl = ''] = process.argv
const settings = { issuer: 'tea', audience: 'tea' }
const clock = { now: () => new Date(), newId: () => crypto.randomUUID() }
const signingKeysFile = path.join(folder, 'keys.json')

/** What a server that is compared with the kit does of it: the same check of tokens. */
export interface Peer {
  readonly which: string
  readonly folder: string
  /** Throws unless the header holds a token of a customer. */
  check(authorization: string | undefined): Promise<void>
}

/** Starts the server that was asked for and tells its address and a token; answers each message with its CPU time. */
export async function serve(servers: {
  readonly interfaces?: Wiring['interfaces']
  /** Where clients of the kit's process go. */
  addressOf(app: App): string
  peer(peer: Peer): Promise<string>
}): Promise<void> {
  const keys = await loadSigningKeys(signingKeysFile)
  const issuer = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 3_600, clock })
  const { token } = await issuer.issue({ id: 'ann', roles: ['customer'] })
  const authenticate = createAuthenticator(keys, { ...settings, clock })
  const check: Peer['check'] = async (authorization = '') => {
    const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
    const { roles } = await authenticate(bearer === undefined ? {} : { bearer })
    if (!roles.includes('customer')) throw new Error('forbidden')
  }
  const address =
    which === 'kit'
      ? servers.addressOf(await startKit(servers.interfaces ?? {}))
      : await servers.peer({ which, folder, check })
  process.on('message', () => process.send?.(process.cpuUsage()))
  process.on('disconnect', () => process.exit())
  process.send?.({ address, token })
}

function startKit(interfaces: Wiring['interfaces']): Promise<App> {
  const plenty = { perSecond: 1e6, burst: 1e6, per: 'principal' } as const
  return startApp({
    modules: { tea: () => teaModule },
    wiring: {
      ...defaultWiring('tea', ['tea']),
      calls: 'fast',
      limits: { read: plenty, write: plenty },
      shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 }, // others may want the machine too
      interfaces,
    },
    directory: pathToFileURL(`${folder}/`),
    variables: {
      PORT: '0',
      GRPC_PORT: '0',
      DATABASE_URL: databaseUrl,
      SIGNING_KEYS_FILE: signingKeysFile,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    },
  })
}
