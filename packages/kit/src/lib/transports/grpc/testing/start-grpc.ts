import { toBinary } from '@bufbuild/protobuf'
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader'
import { type CallOptions, createChannel, createClientFactory, Metadata } from 'nice-grpc'
import { errorDetailsClientMiddleware } from 'nice-grpc-error-details'
import { Type } from 'typebox'

import type { App } from '../../../app/start-app.ts'
import { startTestProcess } from '../../../app/test-process.ts'
import { sweets } from '../../../app/testing/sample.ts'
import { defaultWiring, type Wiring } from '../../../app/wiring.ts'
import { query } from '../../../contract/operation.ts'
import { doors } from '../../../feed/testing/swings.ts'
import { defineModule } from '../../../module/define-module.ts'
import { handle } from '../../../module/handle.ts'
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

function modules(gaveUp: () => void) {
  const { handlers, ...candy } = sweets()
  const waitForEnd = (_: object, { signal }: { signal: AbortSignal }) =>
    new Promise<Record<string, never>>((resolve) => {
      signal.addEventListener('abort', () => resolve({}), { once: true })
      signal.addEventListener('abort', gaveUp, { once: true })
    })
  return {
    sweets() {
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

export async function startGrpc(
  wiring: Partial<Wiring> = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<GrpcApp> {
  await using opened = new AsyncDisposableStack()
  const gaveUp = Promise.withResolvers<void>()
  const all = modules(gaveUp.resolve)
  const running = opened.use(
    await startTestProcess({
      modules: all,
      wiring: { ...testWiring(Object.keys(all)), ...wiring },
      variables,
    }),
  )
  const { app } = running
  const target = new URL(app.urls.grpc ?? '').host
  const connect = await connectByReflection(target, opened)
  const stack = opened.move()
  return {
    app,
    target,
    client: connect,
    token: running.tokenFor,
    gaveUp: gaveUp.promise,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function testWiring(names: readonly string[]): Partial<Wiring> {
  const { feed } = defaultWiring('candy', names)
  return {
    system: 'candy',
    feed: { ...feed, recheckMs: 200, idleMs: 200 },
    relay: { batch: 200, idleMs: 50 },
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
