import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { defineModule, handle } from '@archwright/kit'
import { defaultWiring, startApp } from '@archwright/kit/app'
import {
  createAuthenticator,
  createTokenIssuer,
  loadSigningKeys,
  type SigningKeys,
} from '@archwright/kit/identity'
import fastify from 'fastify'

import { changeTea, getTea, tea } from './tea.ts'

/** One of the two servers in a process of its own: `kit` or `fastify`; a folder and a database are given. */
const [, , which, folder = await mkdtemp(path.join(tmpdir(), 'rest-')), databaseUrl = ''] =
  process.argv
const settings = { issuer: 'tea', audience: 'tea' }
const clock = { now: () => new Date(), newId: () => crypto.randomUUID() }

const signingKeysFile = path.join(folder, 'keys.json')
const keys = await loadSigningKeys(signingKeysFile)
const issuer = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 3_600, clock })
const { token } = await issuer.issue({ id: 'ann', roles: ['customer'] })
const url = await (which === 'kit' ? kitServer() : bareServer(keys))

process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
process.send?.({ url, token })

async function kitServer(): Promise<string> {
  const wiring = defaultWiring('tea', ['tea'])
  const plenty = { perSecond: 1e6, burst: 1e6, per: 'principal' } as const
  const module = defineModule({
    name: 'tea',
    summary: 'Teas.',
    handlers: [
      handle(getTea, { runMany: async (members) => members.map(() => tea) }),
      handle(changeTea, { oneStatement: true, runMany: async (members) => members.map(() => tea) }),
    ],
  })
  const app = await startApp({
    modules: { tea: () => module },
    wiring: {
      ...{ ...wiring, calls: 'fast', limits: { read: plenty, write: plenty } },
      shedding: { maxInFlight: 1_000, maxEventLoopDelayMs: 60_000 },
    },
    directory: pathToFileURL(`${folder}/`),
    variables: {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      SIGNING_KEYS_FILE: signingKeysFile,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    },
  })
  return `${app.url}/v1`
}

/** The same schemas and the same check of tokens, and nothing else that the kit does. */
async function bareServer(shared: SigningKeys): Promise<string> {
  const authenticate = createAuthenticator(shared, { ...settings, clock })
  const server = fastify({ ajv: { customOptions: { removeAdditional: false } } })
  server.addHook('onRequest', async ({ headers }) => {
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
    const { roles } = await authenticate(bearer === undefined ? {} : { bearer })
    if (!roles.includes('customer'))
      throw Object.assign(new Error('forbidden'), { statusCode: 403 })
  })
  const response = { 200: getTea.output }
  server.get('/teas/:teaId', { schema: { params: getTea.input, response } }, async () => tea)
  server.post('/teas', { schema: { body: changeTea.input, response } }, async () => tea)
  return server.listen({ port: 0, host: '127.0.0.1' })
}
