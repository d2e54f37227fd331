import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { createFileRegistry } from '@bufbuild/protobuf'
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createGrpcWebTransport } from '@connectrpc/connect-web'
import { chromium } from 'playwright-core'

import { findBinary, requireBinary } from '../../testing/require-binary.ts'
import { discover } from '../grpc/testing/discover.ts'
import { type GrpcApp, startGrpc } from '../grpc/testing/start-grpc.ts'
import { servePage } from './testing/serve-page.ts'

type Message = Readonly<Record<string, unknown>>
interface CallOptions {
  readonly headers?: HeadersInit
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly onTrailer?: (trailer: Headers) => void
}
type Unary = (message: object, options?: CallOptions) => Promise<Message>
type Stream = (message: object, options?: CallOptions) => AsyncIterable<Message>

const origin = 'http://127.0.0.1:8765'
const wiring = { interfaces: { grpc: { web: true } } }
let grpc: GrpcApp
before(async () => {
  grpc = await startGrpc(wiring)
})
after(() => grpc[Symbol.asyncDispose]())

describe('a call over gRPC-Web', () => {
  it('runs on the one path: roles, keys, replays', async () => {
    const sweets = await clientOf<Record<'fill' | 'count', Unary>>(grpc, 'sweets')
    const fill = { jar: 'web', sweets: 7n }
    await refuses(sweets.fill(fill), Code.Unauthenticated, 'UNAUTHENTICATED')
    const staff = { headers: await bearer('sue', 'staff') }
    await refuses(sweets.fill(fill, staff), Code.PermissionDenied, 'FORBIDDEN')
    const replays: unknown[] = []
    const options = {
      headers: { ...(await bearer('ann', 'customer')), 'idempotency-key': 'web-1' },
      onTrailer: (trailer: Headers) => void replays.push(trailer.get('idempotency-replayed')),
    }
    assert.equal((await sweets.fill(fill, options)).sweets, 7n)
    assert.equal((await sweets.fill(fill, options)).sweets, 7n)
    assert.deepEqual(replays, [null, 'true'])
    assert.equal((await sweets.count({ jar: 'web' })).sweets, 7n)
  })

  it('fails with details that clients decode', async () => {
    const sweets = await clientOf<Record<'fill', Unary>>(grpc, 'sweets')
    const headers = { ...(await bearer('ann', 'customer')), 'idempotency-key': 'web-2' }
    const full = sweets.fill({ jar: 'full', sweets: 101n }, { headers })
    await refuses(full, Code.FailedPrecondition, 'JAR_IS_FULL')
    const wrong = sweets.fill({ jar: 'x'.repeat(41), sweets: 0n }, { headers })
    await refuses(wrong, Code.InvalidArgument, 'INVALID_INPUT')
  })

  it("ends at the caller's deadline, and tells the work", async () => {
    const { host } = new URL(grpc.app.url)
    const path = `http://${host}/candy.snail.v1.SnailService/Crawl`
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/grpc-web+proto', 'grpc-timeout': '200m' },
      body: new Uint8Array(5),
    })
    const trailer = Buffer.from(await response.arrayBuffer()).toString('latin1')
    assert.match(trailer, /grpc-status: 4\r\n/)
    await grpc.gaveUp
  })

  it('is taken in Base64 too, as clients send it that cannot read bytes', async () => {
    const response = await fetch(`${grpc.app.url}/candy.sweets.v1.SweetsService/Count`, {
      method: 'POST',
      headers: { 'content-type': 'application/grpc-web-text' },
      body: Buffer.from([0, 0, 0, 0, 5, 0x0a, 3, 0x72, 0x65, 0x64]).toString('base64'),
    })
    assert.equal(response.headers.get('content-type'), 'application/grpc-web-text+proto')
    const frames = (await response.text()).match(/[^=]+=*/g) ?? []
    const bytes = Buffer.concat(frames.map((frame) => Buffer.from(frame, 'base64')))
    assert.match(bytes.toString('latin1'), /grpc-status: 0\r\n/)
  })

  it('is refused when its bytes are no frame or no message', async () => {
    for (const body of [
      [],
      [1, 2],
      [0, 0, 0, 0, 9, 1],
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 2, 0x0a, 9],
    ]) {
      const response = await fetch(`${grpc.app.url}/candy.sweets.v1.SweetsService/Count`, {
        method: 'POST',
        headers: { 'content-type': 'application/grpc-web+proto' },
        body: Uint8Array.from(body),
      })
      assert.equal(response.status, 200)
      assert.match(await response.text(), /grpc-status: 3\r\n/, String(body))
    }
  })
})

describe('following over gRPC-Web', () => {
  it('tells each event once, to whom it is for, and resumes behind a position', async () => {
    const doors = await clientOf<{ swing: Unary; swings: Stream }>(grpc, 'doors')
    const headers = await bearer('ann', 'guard')
    const leaving = new AbortController()
    const heard = doors.swings({}, { headers, signal: leaving.signal })[Symbol.asyncIterator]()
    const first = heard.next()
    await sleep(300) // long enough for the following to begin
    await doors.swing({ door: 'red', guardId: 'ann', n: 1n, times: 2n })
    await doors.swing({ door: 'red', guardId: 'joe', n: 9n, times: 1n })
    const told = [await first, await heard.next(), await heard.next()].map(({ value }) => value)
    leaving.abort()
    assert.deepEqual(told.map(sayOf), ['doorsOpened 1', 'doorsOpened 2', 'doorsShut 1'])

    const after = { after: told[0]?.position }
    const again = new AbortController()
    const resumed = doors.swings(after, { headers, signal: again.signal })
    const second = await resumed[Symbol.asyncIterator]().next()
    again.abort()
    assert.equal(second.value?.id, told[1]?.id)
  })

  it('refuses who may not follow; ends at the deadline and when the server closes', async () => {
    await using own = await startGrpc(wiring)
    const doors = await clientOf<{ swings: Stream; everybodysSwings: Stream }>(own, 'doors')
    await refuses(collect(doors.swings({})), Code.Unauthenticated, 'UNAUTHENTICATED')
    const late = await fetch(`${own.app.url}/candy.doors.v1.DoorsService/EverybodysSwings`, {
      method: 'POST',
      headers: { 'content-type': 'application/grpc-web+proto', 'grpc-timeout': '300m' },
      body: new Uint8Array(5),
    })
    assert.match(await late.text(), /grpc-status: 4\r\n/)
    const ended = refuses(collect(doors.everybodysSwings({})), Code.Unavailable, 'UNAVAILABLE')
    await sleep(300)
    await own.app.close()
    await ended
  })
})

describe('a browser', requireBinary('chromium', 'chromium-browser'), () => {
  it('calls and follows, from another origin that is listed', async () => {
    await using own = await startGrpc(wiring, { CORS_ORIGINS: origin })
    const { files } = await discover(own.target)
    await using page = await servePage(origin, { files, url: own.app.url })
    const browser = await chromium.launch({
      executablePath: findBinary('chromium', 'chromium-browser') ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    try {
      const tab = await browser.newPage()
      await tab.goto(page.url)
      const token = await own.token('ann', 'guard')
      const said = await tab.evaluate(`window.tryIt(${JSON.stringify(token)})`)
      assert.deepEqual(said, { refused: 'UNAUTHENTICATED', heard: ['doorsOpened', 'doorsShut'] })
    } finally {
      await browser.close()
    }
  })
})

/** The official client, which knows of the service what reflection says. */
async function clientOf<Methods>(app: GrpcApp, module: string): Promise<Methods> {
  const { files } = await discover(app.target)
  const name = `${module[0]?.toUpperCase()}${module.slice(1)}Service`
  const service = createFileRegistry(files).getService(`candy.${module}.v1.${name}`)
  if (!service) throw new Error(`there is no ${name}`)
  const transport = createGrpcWebTransport({ baseUrl: app.app.url })
  return createClient(service, transport) as Methods // the methods that the test names are the service's
}

async function bearer(id: string, ...roles: string[]): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await grpc.token(id, ...roles)}` }
}

/** The call fails with this code, and its details name the reason. */
async function refuses(call: Promise<unknown>, code: Code, reason: string): Promise<void> {
  const error: unknown = await call.then(
    () => assert.fail('it did not fail'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ConnectError, String(error))
  assert.equal(error.code, code, error.message)
  const [info] = error.details
  assert.ok(info && 'type' in info)
  assert.equal(info.type, 'google.rpc.ErrorInfo')
  assert.ok(Buffer.from(info.value).includes(reason), reason)
}

async function collect(stream: AsyncIterable<Message>): Promise<Message[]> {
  const all: Message[] = []
  for await (const one of stream) all.push(one)
  return all
}

function sayOf(told: Message): string {
  const { case: name, value } = told.event as { case: string; value: Message } // a oneof of the message
  return `${name} ${value.n}`
}
