import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { defineModule, handle } from '@archwright/kit'
import { defaultWiring, startApp } from '@archwright/kit/app'
import { query } from '@archwright/kit/contract'
import { emitGraphql } from '@archwright/kit/emit'
import {
  createAuthenticator,
  createTokenIssuer,
  loadSigningKeys,
  type SigningKeys,
} from '@archwright/kit/identity'
import fastify from 'fastify'
import mercurius from 'mercurius'
import { Type } from 'typebox'

/** One of the two servers in a process of its own: `kit` or `mercurius`; a folder and a database are given. */
const [, , which, folder = '', databaseUrl = ''] = process.argv
const settings = { issuer: 'tea', audience: 'tea' }
const clock = { now: () => new Date(), newId: () => crypto.randomUUID() }

const Tea = Type.Object(
  {
    teaId: Type.String({ format: 'uuid' }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    categories: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 10 }),
    price: Type.Object({ amount: Type.Integer({ minimum: 0 }), currency: Type.String() }),
    version: Type.Integer({ minimum: 1 }),
  },
  { title: 'Tea' },
)

const getTea = query({
  name: 'tea.getTea',
  summary: 'Shows a tea.',
  input: Type.Object({ teaId: Type.String({ format: 'uuid' }) }),
  output: Tea,
  access: ['customer'],
  gather: 64,
})

const tea = {
  teaId: '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11',
  name: 'Sencha',
  categories: ['green-tea', 'gifts'],
  price: { amount: 450, currency: 'EUR' },
  version: 7,
}

const module = defineModule({
  name: 'tea',
  summary: 'Teas.',
  handlers: [handle(getTea, { runMany: async (members) => members.map(() => tea) })],
})

const signingKeysFile = path.join(folder, 'keys.json')
const keys = await loadSigningKeys(signingKeysFile)
const issuer = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 3_600, clock })
const { token } = await issuer.issue({ id: 'ann', roles: ['customer'] })
const url = await (which === 'kit' ? kitServer() : bareServer(keys))

process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
process.send?.({ url, token })

async function kitServer(): Promise<string> {
  const plenty = { perSecond: 1e6, burst: 1e6, per: 'principal' } as const
  const limits = { maxDepth: 10, maxCost: 10_000, maxCalls: 10 }
  const app = await startApp({
    modules: { tea: () => module },
    wiring: {
      ...defaultWiring('tea', ['tea']),
      calls: 'fast',
      limits: { read: plenty },
      shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
      interfaces: { graphql: { ...limits, documents: 'any', maxSubscriptions: 10 } },
    },
    directory: pathToFileURL(`${folder}/`),
    variables: {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      SIGNING_KEYS_FILE: signingKeysFile,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    },
  })
  return app.urls.graphql ?? ''
}

/** The same schema, compiled as well, with the same check of tokens; nothing else that the kit does. */
async function bareServer(shared: SigningKeys): Promise<string> {
  const authenticate = createAuthenticator(shared, { ...settings, clock })
  const server = fastify()
  server.register(mercurius, {
    schema: emitGraphql([module]),
    jit: 1,
    context: async ({ headers }) => {
      const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
      return { ...(await authenticate(bearer === undefined ? {} : { bearer })) }
    },
    resolvers: {
      Query: {
        teaGetTea: async (_source: unknown, _args: object, context: object) => {
          const { roles } = context as Awaited<ReturnType<typeof authenticate>> // made above
          if (!roles.includes('customer')) throw new Error('forbidden')
          return tea
        },
      },
    },
  })
  return `${await server.listen({ port: 0, host: '127.0.0.1' })}/graphql`
}
