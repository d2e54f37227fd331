import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { defineModule, handle } from '@archwright/kit'
import { defaultWiring, startApp } from '@archwright/kit/app'
import { emitProto } from '@archwright/kit/emit'
import { createAuthenticator, createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'
import { load } from '@grpc/proto-loader'
import { type CallContext, createServer, ServerError, Status } from 'nice-grpc'

import { changeTea, getTea, tea } from '../rest/tea.ts'

/** One of the servers in a process of its own: `kit`, `bare` or `checked`; a folder and a database are given. */
const [, , which = 'kit', folder = '', databaseUrl = ''] = process.argv
const settings = { issuer: 'tea', audience: 'tea' }
const clock = { now: () => new Date(), newId: () => crypto.randomUUID() }

const signingKeysFile = path.join(folder, 'keys.json')
const keys = await loadSigningKeys(signingKeysFile)
const issuer = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 3_600, clock })
const { token } = await issuer.issue({ id: 'ann', roles: ['customer'] })
const module = defineModule({
  name: 'tea',
  summary: 'Teas.',
  handlers: [
    handle(getTea, { runMany: async (members) => members.map(() => tea) }),
    handle(changeTea, { oneStatement: true, runMany: async (members) => members.map(() => tea) }),
  ],
})
const target = await (which === 'kit' ? kitServer() : niceServer())

process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
process.send?.({ target, token })

async function kitServer(): Promise<string> {
  const wiring = defaultWiring('tea', ['tea'])
  const plenty = { perSecond: 1e6, burst: 1e6, per: 'principal' } as const
  const app = await startApp({
    modules: { tea: () => module },
    wiring: {
      ...wiring,
      calls: 'fast',
      limits: { read: plenty, write: plenty },
      shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 }, // others may want the machine too
      interfaces: { grpc: {} },
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
  return new URL(app.urls.grpc ?? '').host
}

/** The same messages by nice-grpc and the usual loader of .proto files; `checked` also looks at the token. */
async function niceServer(): Promise<string> {
  const authenticate = createAuthenticator(keys, { ...settings, clock })
  const check = async ({ metadata }: CallContext) => {
    const bearer = /^Bearer +(\S+) *$/i.exec(metadata.get('authorization') ?? '')?.[1]
    const { roles } = await authenticate(bearer === undefined ? {} : { bearer })
    if (!roles.includes('customer')) throw new ServerError(Status.PERMISSION_DENIED, 'forbidden')
  }
  const answer = async (_request: unknown, context: CallContext) => {
    if (which === 'checked') await check(context)
    return tea
  }
  const server = createServer()
  const definition = (await loadProtos(folder))['tea.tea.v1.TeaService']
  server.add(definition as never, { GetTea: answer, ChangeTea: answer } as never) // the file has these two
  return `127.0.0.1:${await server.listen('127.0.0.1:0')}`
}

async function loadProtos(into: string) {
  const files = emitProto([module], { system: 'tea' })
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(into, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  const includeDirs = [path.join(into, 'proto')]
  return load('tea/tea/v1/tea.proto', { includeDirs, longs: Number, enums: String })
}
