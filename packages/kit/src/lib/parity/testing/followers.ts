import { once } from 'node:events'

import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'
import { getNamedType, isObjectType, isUnionType } from 'graphql'
import { WebSocket } from 'ws'

import { readServerSent } from '../../client/server-sent.ts'
import { Failure } from '../../contract/failure.ts'
import { buildSchema } from '../../contracts-out/graphql/schema.ts'
import { eventKey, protosOf, type Served } from '../../contracts-out/proto/protos-of.ts'
import type { Follow, Told } from '../../dispatch/follow.ts'
import type { Module } from '../../module/define-module.ts'
import { codecOf } from '../../transports/grpc/codec.ts'
import { messageFrame } from '../../transports/grpc-web/frames.ts'
import { announced, announcements } from './contract.ts'
import { decode, selectionOf } from './graphql-caller.ts'
import { outcomeOf } from './grpc-messages.ts'

/** One way to follow, as a client of it speaks. */
export interface Follower {
  readonly transport: string
  /** Hears what is told, until it is left; throws `Refused` when it is refused. */
  follow(asked: Asked): AsyncIterable<Told>
}

export interface Asked {
  readonly topic: string
  readonly after: string
  readonly token?: string
}

/** With the code of the failure. */
export class Refused extends Error {
  override name = 'Refused'
}

interface Ways {
  /** Base URL of the HTTP interfaces. */
  readonly url: string
  readonly websocket: string
  readonly grpc: string
  readonly modules: readonly Module[]
  readonly follow: Follow
}

export function followersOf(ways: Ways): Follower[] {
  return [
    { transport: 'in-process', follow: (asked) => inProcess(ways, asked) },
    { transport: 'SSE', follow: (asked) => bySse(ways, asked) },
    { transport: 'WebSocket', follow: (asked) => byWebSocket(ways, asked) },
    { transport: 'GraphQL', follow: (asked) => byGraphql(ways, asked) },
    { transport: 'gRPC', follow: (asked) => byGrpc(ways, asked) },
    { transport: 'gRPC-Web', follow: (asked) => byGrpcWeb(ways, asked) },
  ]
}

async function* inProcess({ follow }: Ways, { topic, after, token }: Asked): AsyncGenerator<Told> {
  const left = new AbortController()
  try {
    yield* await follow({
      subscription: announcements.name,
      input: { topic },
      after,
      credentials: token === undefined ? {} : { bearer: token },
      signal: left.signal,
      from: { transport: 'rest', address: '192.0.2.1' },
    })
  } catch (error) {
    throw error instanceof Failure ? new Refused(error.code) : error
  } finally {
    left.abort()
  }
}

function bearer({ token }: Asked): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

async function* bySse({ url }: Ways, asked: Asked): AsyncGenerator<Told> {
  const { topic, after } = asked
  const path = `/v1/parity/announcements?${new URLSearchParams({ topic, after })}`
  const response = await fetch(`${url}${path}`, { headers: bearer(asked) })
  if (!response.ok || !response.body) throw new Refused(Object(await response.json()).code)
  for await (const { id, event, data } of readServerSent(response.body))
    if (data !== undefined) yield { position: id, event, ...JSON.parse(data) }
}

async function* byWebSocket({ websocket }: Ways, asked: Asked): AsyncGenerator<Told> {
  const { topic, after } = asked
  const socket = new WebSocket(websocket.replace('http', 'ws'), ['jsonrpc-2.0'], {
    headers: bearer(asked),
  })
  const messages = heard(socket)
  try {
    await once(socket, 'open')
    const params = { subscription: announcements.name, input: { topic }, after }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params }))
    for await (const { error, method, params } of messages) {
      if (error) throw new Refused(error.data.code)
      if (method !== 'event') continue
      const { subscription: _, ...told } = params
      yield told
    }
  } finally {
    socket.terminate()
  }
}

interface Message {
  readonly error?: { readonly data: { readonly code: string } }
  readonly method?: string
  readonly params: Told & { readonly subscription: string }
}

async function* heard(socket: WebSocket): AsyncGenerator<Message> {
  const waiting: Message[] = []
  let wake = Promise.withResolvers<void>()
  socket.on('message', (text) => {
    waiting.push(JSON.parse(String(text)))
    wake.resolve()
  })
  for (;;) {
    yield* waiting.splice(0)
    await wake.promise
    wake = Promise.withResolvers()
  }
}

async function* byGraphql({ url, modules }: Ways, asked: Asked): AsyncGenerator<Told> {
  const { topic, after } = asked
  const field = buildSchema({ modules })
    .schema.getSubscriptionType()
    ?.getFields().parityAnnouncements
  const told = field && getNamedType(field.type)
  const inner = isObjectType(told) ? told.getFields().data?.type : undefined
  const named = inner && getNamedType(inner)
  const type = isUnionType(named) ? named.getTypes()[0] : named
  if (!isObjectType(type)) throw new TypeError('there is no such subscription')
  const fields = selectionOf(type)
  const data = isUnionType(named) ? `{ ... on ${type.name} ${fields} }` : fields
  const query = `subscription ($topic: String, $after: String) {
    told: parityAnnouncements(topic: $topic, after: $after) { position id event time data ${data} } }`
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      ...bearer(asked),
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({ query, variables: { topic, after } }),
  })
  if (!response.body) throw new TypeError('there is no stream')
  for await (const { event, data: text } of readServerSent(response.body)) {
    if (event !== 'next') continue
    const result = JSON.parse(text ?? '')
    if (result.errors) throw new Refused(result.errors[0].extensions.code)
    yield { ...result.data.told, data: decode(type, result.data.told.data, { nullable: null }) }
  }
}

function methodOf(modules: readonly Module[]): Served {
  const found = protosOf(modules, { system: 'parity' }).served.find(
    (one) => one.serves === 'subscription' && one.subscription.name === announcements.name,
  )
  if (!found) throw new TypeError('it is not served')
  return found
}

function toldIn(bytes: Uint8Array, { method }: Served): Told {
  const key = eventKey(announced.name)
  const { [key]: data, ...told } = codecOf(method.response).decode(bytes) as Record<string, unknown> // a message
  return { ...told, event: announced.name, data } as Told // the fields of its message
}

async function* byGrpc({ grpc, modules }: Ways, asked: Asked): AsyncGenerator<Told> {
  const served = methodOf(modules)
  const { topic, after } = asked
  const client = new Client(grpc.replace('grpc://', ''), credentials.createInsecure())
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(bearer(asked))) metadata.set(name, value)
  const stream = client.makeServerStreamRequest(
    served.path,
    (input: object) => Buffer.from(codecOf(served.method.request).encode(input)),
    (bytes: Buffer) => toldIn(bytes, served),
    { topic, after },
    metadata,
  )
  try {
    yield* stream
  } catch (error) {
    const { code, details, metadata: trailer } = error as ServiceError // what the library throws
    const [bytes] = trailer.get('grpc-status-details-bin')
    if (!(bytes instanceof Buffer)) throw error
    throw refusedBy(code, details, bytes)
  } finally {
    stream.cancel()
    client.close()
  }
}

function refusedBy(code: number, details: string, bytes: Uint8Array): Refused {
  const outcome = outcomeOf({ code, details, bytes })
  return new Refused('failure' in outcome ? outcome.failure.code : 'none')
}

async function* byGrpcWeb({ url, modules }: Ways, asked: Asked): AsyncGenerator<Told> {
  const served = methodOf(modules)
  const { topic, after } = asked
  const response = await fetch(`${url}${served.path}`, {
    method: 'POST',
    headers: { ...bearer(asked), 'content-type': 'application/grpc-web+proto' },
    body: new Uint8Array(messageFrame(codecOf(served.method.request).encode({ topic, after }))),
  })
  let rest = Buffer.alloc(0)
  for await (const chunk of response.body ?? []) {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1)
      const frame = rest.subarray(5, end)
      if (rest[0] === 0) yield toldIn(frame, served)
      else throw refusedIn(frame.toString('latin1'))
      rest = rest.subarray(end)
    }
  }
}

function refusedIn(trailer: string): Refused {
  const fieldOf = (name: string) => new RegExp(`^${name}: (.*)\r$`, 'm').exec(trailer)?.[1] ?? ''
  const bytes = Buffer.from(fieldOf('grpc-status-details-bin'), 'base64')
  return refusedBy(Number(fieldOf('grpc-status')), fieldOf('grpc-message'), bytes)
}
