import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { toBinary } from '@bufbuild/protobuf'
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader'
import { type CallOptions, createChannel, createClientFactory, Metadata } from 'nice-grpc'
import { errorDetailsClientMiddleware } from 'nice-grpc-error-details'
import { Type } from 'typebox'

import { type App, startApp } from '../../../app/start-app.ts'
import { sweets } from '../../../app/testing/sample.ts'
import { defaultWiring, type Wiring } from '../../../app/wiring.ts'
import { query } from '../../../contract/operation.ts'
import { doors } from '../../../feed/testing/swings.ts'
import type { TokenIssuer } from '../../../identity/token-issuer.ts'
import { defineModule } from '../../../module/define-module.ts'
import { handle } from '../../../module/handle.ts'
import { testDatabase } from '../../../postgres/test-server.ts'
import { discover } from './discover.ts'

export type Message = Readonly<Record<string, unknown>>

export interface GrpcCallOptions {
  /** Bearer token. */
  readonly token?: string
  readonly key?: string
  /** grpc-timeout; left to the server to enforce. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly metadata?: Readonly<Record<string, string>>
  onTrailer?(trailer: Metadata): void
}

/** The methods of one service, called with messages as plain objects. */
export interface GrpcClient {
  call(method: string, message: object, options?: GrpcCallOptions): Promise<Message>
  follow(method: string, message: object, options?: GrpcCallOptions): AsyncIterable<Message>
  many(
    method: string,
    messages: AsyncIterable<object>,
    options?: GrpcCallOptions,
  ): AsyncIterable<Message>
  sum(method: string, messages: AsyncIterable<object>, options?: GrpcCallOptions): Promise<Message>
}

/** A whole process, and clients that found its services by reflection. */
export interface GrpcApp extends AsyncDisposable {
  readonly app: App
  /** host:port */
  readonly target: string
  client(service: string): GrpcClient
  token(id: string, ...roles: string[]): Promise<string>
  /** Resolves when a slow call was told to give up. */
  readonly gaveUp: Promise<void>
}

/** Waits until it is told to stop. */
const crawl = query({
  name: 'snail.crawl',
  summary: 'Takes longer than anybody waits.',
  input: Type.Object({ note: Type.Optional(Type.String()) }),
  output: Type.Object({}),
  access: 'public',
  deadlineMs: 60_000,
  batch: 5_000,
})

const batched = new Set(['sweets.fillMany', 'sweets.fill'])

function modules(gaveUp: () => void, tokens: (issuer: TokenIssuer) => void) {
  const { handlers, ...candy } = sweets()
  const waitForEnd = (_: object, { signal }: { signal: AbortSignal }) =>
    new Promise<Record<string, never>>((resolve) => {
      signal.addEventListener('abort', () => resolve({}), { once: true })
      signal.addEventListener('abort', gaveUp, { once: true })
    })
  return {
    sweets(environment: { tokens: TokenIssuer }) {
      tokens(environment.tokens)
      const withBatches = handlers.map((handler) =>
        batched.has(handler.operation.name)
          ? { ...handler, operation: { ...handler.operation, batch: 50 } }
          : handler,
      )
      return { ...candy, handlers: withBatches }
    },
    doors: () => doors,
    snail: () =>
      defineModule({
        name: 'snail',
        summary: 'Slow.',
        handlers: [handle(crawl, waitForEnd)],
      }),
  }
}

export async function startGrpc(wiring: Partial<Wiring> = {}): Promise<GrpcApp> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await testDatabase())
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'grpc-')), (made) =>
    rm(made, { recursive: true }),
  )
  const gaveUp = Promise.withResolvers<void>()
  let issuer: TokenIssuer | undefined
  const all = modules(gaveUp.resolve, (given) => {
    issuer = given
  })
  const app = await startApp({
    modules: all,
    wiring: { ...testWiring(Object.keys(all)), ...wiring },
    variables: {
      PORT: '0',
      GRPC_PORT: '0',
      DATABASE_URL: database.url,
      DATA_FOLDER: folder,
      LOG_LEVEL: 'silent',
    },
    directory: pathToFileURL(`${folder}/`),
  })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= app.close())
  opened.defer(close)
  const target = new URL(app.urls.grpc ?? '').host
  const connect = await connectByReflection(target, opened)
  const stack = opened.move()
  return {
    app: { ...app, close },
    target,
    client: connect,
    token: async (id, ...roles) => (await issuer?.issue({ id, roles }))?.token ?? '',
    gaveUp: gaveUp.promise,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function testWiring(names: readonly string[]): Wiring {
  const standard = defaultWiring('candy', names)
  return {
    ...standard,
    feed: { ...standard.feed, recheckMs: 200, idleMs: 200 },
    relay: { batch: 200, idleMs: 50 },
    shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
    limits: {},
    interfaces: { grpc: {} },
    shutdown: { drainMs: 0, deadlineMs: 3_000 },
  }
}

type AnyMethod = (message: unknown, options: CallOptions) => never

async function connectByReflection(target: string, opened: AsyncDisposableStack) {
  const { files } = await discover(target)
  const bytes = Buffer.from(toBinary(FileDescriptorSetSchema, files))
  const loaded = loadFileDescriptorSetFromBuffer(bytes, { longs: Number, enums: String })
  const channel = opened.adopt(createChannel(target), (open) => open.close())
  const factory = createClientFactory().use(errorDetailsClientMiddleware)
  return (service: string): GrpcClient => {
    const definition = loaded[service]
    if (!definition) throw new Error(`there is no ${service}`)
    const client = factory.create(definition as ServiceDefinition, channel)
    const invoke = (method: string, message: unknown, options: GrpcCallOptions = {}) => {
      const found = (client as unknown as Record<string, AnyMethod>)[method]
      if (!found) throw new Error(`${service} has no ${method}`)
      return found(message, callOptions(options))
    }
    return { call: invoke, follow: invoke, many: invoke, sum: invoke }
  }
}

function callOptions({ token, key, timeoutMs, ...options }: GrpcCallOptions): CallOptions {
  const metadata = Metadata(options.metadata)
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
  if (key !== undefined) metadata.set('idempotency-key', key)
  if (timeoutMs !== undefined) metadata.set('grpc-timeout', `${timeoutMs}m`)
  return {
    metadata,
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.onTrailer ? { onTrailer: options.onTrailer } : {}),
  }
}
