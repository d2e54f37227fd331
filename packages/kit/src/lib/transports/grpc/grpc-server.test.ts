import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js'
import { load } from '@grpc/proto-loader'
import { Status } from 'nice-grpc'
import { RichClientError } from 'nice-grpc-error-details'

import { discover } from './testing/discover.ts'
import { type GrpcApp, type GrpcClient, type Message, startGrpc } from './testing/start-grpc.ts'

let grpc: GrpcApp
let sweets: GrpcClient
before(async () => {
  grpc = await startGrpc()
  sweets = grpc.client('candy.sweets.v1.SweetsService')
})
after(() => grpc[Symbol.asyncDispose]())

describe('a call over gRPC', () => {
  it('runs the operation on the one path: roles, keys, replays', async () => {
    const fill = { jar: 'red', sweets: 7 }
    await refuses(sweets.call('Fill', fill), Status.UNAUTHENTICATED, 'UNAUTHENTICATED')
    const staff = { token: await grpc.token('sue', 'staff'), key: 'k1' }
    await refuses(sweets.call('Fill', fill, staff), Status.PERMISSION_DENIED, 'FORBIDDEN')
    const token = await grpc.token('ann', 'customer')
    await refuses(sweets.call('Fill', fill, { token }), Status.INVALID_ARGUMENT, /KEY_MISSING/)

    const replays: unknown[] = []
    const options = {
      token,
      key: 'k1',
      onTrailer: (trailer: { get(name: string): unknown }) =>
        void replays.push(trailer.get('idempotency-replayed')),
    }
    assert.deepEqual(await sweets.call('Fill', fill, options), { sweets: 7 })
    assert.deepEqual(await sweets.call('Fill', fill, options), { sweets: 7 })
    assert.deepEqual(replays, [undefined, 'true'])
    assert.equal((await sweets.call('Count', { jar: 'red' })).sweets, 7)
  })

  it('gives back the correlation id it was given, and one of its own for a harmful one', async () => {
    const seen: string[] = []
    for (const id of ['my-id.1', 'not harmless']) {
      await sweets.call(
        'Count',
        { jar: 'red' },
        {
          metadata: { 'x-correlation-id': id },
          onTrailer: (trailer) => void seen.push(String(trailer.get('x-correlation-id'))),
        },
      )
    }
    assert.equal(seen[0], 'my-id.1')
    assert.match(seen[1] ?? '', /^[0-9a-f-]{36}$/)
  })

  it('fails with details that clients decode: reason, domain, evidence', async () => {
    const options = { token: await grpc.token('ann', 'customer'), key: 'too-much' }
    const details = await refuses(
      sweets.call('Fill', { jar: 'full', sweets: 101 }, options),
      Status.FAILED_PRECONDITION,
      'JAR_IS_FULL',
    )
    const [info] = details
    assert.deepEqual(info, {
      $type: 'google.rpc.ErrorInfo',
      reason: 'JAR_IS_FULL',
      domain: 'candy',
      metadata: { kind: 'conflict', room: '100' },
    })
  })

  it('names each field that is wrong', async () => {
    const options = { token: await grpc.token('ann', 'customer'), key: 'wrong' }
    const jar = 'x'.repeat(41)
    const details = await refuses(
      sweets.call('Fill', { jar, sweets: 0 }, options),
      Status.INVALID_ARGUMENT,
      'INVALID_INPUT',
    )
    const bad = details.find(({ $type }) => $type === 'google.rpc.BadRequest') as
      | { fieldViolations?: { field: string }[] }
      | undefined
    assert.deepEqual(bad?.fieldViolations?.map(({ field }) => field).sort(), ['jar', 'sweets'])
  })

  it('refuses bytes that are no message', async () => {
    const client = new Client(grpc.target, credentials.createInsecure())
    const bytes = (value: Buffer) => value
    const method = '/candy.sweets.v1.SweetsService/Count'
    const failed = await new Promise((resolve) => {
      const broken = Buffer.from([0x0a, 0x7f, 0x01])
      client.makeUnaryRequest(method, bytes, bytes, broken, (error) => resolve(error?.code))
    })
    client.close()
    assert.equal(failed, Status.INVALID_ARGUMENT)
  })

  it("ends at the caller's deadline, and tells the work", async () => {
    const snail = grpc.client('candy.snail.v1.SnailService')
    const late = snail.call('Crawl', {}, { timeoutMs: 200 })
    await assert.rejects(late, { code: Status.DEADLINE_EXCEEDED })
    await grpc.gaveUp
  })
})

describe('many calls on one stream', () => {
  it('are answered one by one in their order, each failing alone', async () => {
    const token = await grpc.token('bob', 'customer')
    const items = [5, 101, 6].map((count, at) => ({
      item: { jar: `batch-${at}`, sweets: count },
      idempotency_key: `batch-${at}`,
    }))
    const answers = await collect(
      sweets.many('FillManyBatch', from([...items, ...items.slice(0, 1)]), { token }),
    )
    assert.deepEqual(
      answers.map(({ output, failure }) => output ?? (failure as Message).reason),
      [{ sweets: 5 }, 'JAR_IS_FULL', { sweets: 6 }, { sweets: 5 }],
    )
    const failure = answers[1]?.failure as Message
    assert.deepEqual(failure, {
      index: 1,
      code: Status.FAILED_PRECONDITION,
      reason: 'JAR_IS_FULL',
      message: 'JAR_IS_FULL',
      // So this client's library shows a map that it knows from a descriptor.
      metadata: [
        { key: 'room', value: '100' },
        { key: 'kind', value: 'conflict' },
      ],
    })
  })

  it('are answered while the stream is still open', async () => {
    const token = await grpc.token('bob', 'customer')
    const answered = Promise.withResolvers<void>()
    async function* askAndWait() {
      yield { item: { jar: 'talk', sweets: 1 }, idempotency_key: 'talk-1' }
      await answered.promise
      yield { item: { jar: 'talk', sweets: 1 }, idempotency_key: 'talk-2' }
    }
    const totals: unknown[] = []
    for await (const { output } of sweets.many('FillBatch', askAndWait(), { token })) {
      totals.push(output)
      answered.resolve()
    }
    assert.deepEqual(totals, [{ sweets: 1 }, { sweets: 2 }])
  })

  it('slow down a sender whose items wait for their answers', async () => {
    let sent = 0
    async function* endless() {
      for (; sent < 5_000; sent++) yield { item: { note: 'x'.repeat(60_000) } }
    }
    const stop = new AbortController()
    const snail = grpc.client('candy.snail.v1.SnailService')
    const answers = collect(snail.many('CrawlBatch', endless(), { signal: stop.signal }))
    await sleep(500)
    const before = sent
    assert.ok(before < 500, `${before} items were taken though none was answered`)
    stop.abort()
    await assert.rejects(answers, /abort/i)
  })

  it('are summed up for who wants no answer to each', async () => {
    const token = await grpc.token('bob', 'customer')
    const items = [1, 101, 2].map((count, at) => ({
      item: { jar: 'sum', sweets: count },
      idempotency_key: `sum-${at}`,
    }))
    const { succeeded, failures } = await sweets.sum('FillManyImport', from(items), { token })
    assert.equal(succeeded, 2)
    assert.deepEqual(
      (failures as Message[]).map(({ index, reason }) => [index, reason]),
      [[1, 'JAR_IS_FULL']],
    )
  })

  it('are refused as a whole for who may not ask, and beyond the declared number', async () => {
    const item = { item: { jar: 'no', sweets: 1 }, idempotency_key: 'no' }
    const unasked = collect(sweets.many('FillManyBatch', from([item])))
    await refuses(unasked, Status.UNAUTHENTICATED, 'UNAUTHENTICATED')
    const token = await grpc.token('bob', 'customer')
    const items = Array.from({ length: 51 }, (_, at) => ({
      ...item,
      idempotency_key: `many-${at}`,
    }))
    const tooMany = collect(sweets.many('FillManyBatch', from(items), { token }))
    await refuses(tooMany, Status.INVALID_ARGUMENT, 'INVALID_INPUT')
  })
})

describe('following over gRPC', () => {
  it('tells each event once, in order, to whom it is for; resumes behind a position', async () => {
    const doors = grpc.client('candy.doors.v1.DoorsService')
    const guard = { token: await grpc.token('ann', 'guard') }
    const stop = new AbortController()
    const stream = doors.follow('Swings', {}, { ...guard, signal: stop.signal })
    const reader = stream[Symbol.asyncIterator]()
    const first = reader.next()
    await sleep(300) // long enough for the following to begin
    await doors.call('Swing', { door: 'red', guard_id: 'ann', n: 1, times: 2 })
    await doors.call('Swing', { door: 'red', guard_id: 'joe', n: 9, times: 1 })
    const told = [await first, await reader.next(), await reader.next()].map(({ value }) => value)
    stop.abort()
    await assert.rejects(reader.next(), /abort/i)
    assert.deepEqual(told.map(sayOf), ['opened 1', 'opened 2', 'shut 1'])

    const again = new AbortController()
    const behind = { after: told[0]?.position }
    const resumed = doors.follow('Swings', behind, { ...guard, signal: again.signal })
    const second = await resumed[Symbol.asyncIterator]().next()
    again.abort()
    assert.equal(second.value?.id, told[1]?.id)
  })

  it('refuses who may not follow', async () => {
    const doors = grpc.client('candy.doors.v1.DoorsService')
    await refuses(collect(doors.follow('Swings', {})), Status.UNAUTHENTICATED, 'UNAUTHENTICATED')
    const token = await grpc.token('eve', 'burglar')
    const stream = doors.follow('Swings', {}, { token })
    await refuses(collect(stream), Status.PERMISSION_DENIED, 'FORBIDDEN')
  })
})

describe('the server', () => {
  it('lets clients of both versions of reflection find every service and what it needs', async () => {
    for (const version of ['v1', 'v1alpha'] as const) {
      const { services, files } = await discover(grpc.target, version)
      assert.deepEqual(services.toSorted(), [
        'candy.doors.v1.DoorsService',
        'candy.snail.v1.SnailService',
        'candy.sweets.v1.SweetsService',
      ])
      assert.ok(files.file.some(({ name }) => name === 'candy/doors/v1/doors.proto'))
    }
  })

  it('says that it serves, for itself and each service; drains without cutting a call', async () => {
    await using own = await startGrpc({ shutdown: { drainMs: 0, deadlineMs: 60_000 } })
    const { check, watch, close } = await healthClient(own.target)
    assert.equal(await check(''), 'SERVING')
    assert.equal(await check('candy.doors.v1.DoorsService'), 'SERVING')
    await assert.rejects(check('candy.nothing.v1.NothingService'), { code: Status.NOT_FOUND })
    const watched = watch('')
    assert.equal(await watched.next(), 'SERVING')

    const doors = own.client('candy.doors.v1.DoorsService')
    const follower = collect(doors.follow('EverybodysSwings', {}))
    const ended = refuses(follower, Status.UNAVAILABLE, 'UNAVAILABLE')
    const started = Promise.withResolvers<void>()
    const resume = Promise.withResolvers<void>()
    async function* slowly() {
      yield { item: { jar: 'drain', sweets: 1 }, idempotency_key: 'drain-1' }
      started.resolve()
      await resume.promise
      yield { item: { jar: 'drain', sweets: 1 }, idempotency_key: 'drain-2' }
    }
    const token = await own.token('ann', 'customer')
    const client = own.client('candy.sweets.v1.SweetsService')
    const underWay = client.sum('FillImport', slowly(), { token })
    await started.promise
    await sleep(300) // long enough for the follower and the first item to arrive
    const start = performance.now()
    const closed = own.app.close()
    await ended
    resume.resolve()
    assert.deepEqual(await underWay, { succeeded: 2 })
    await closed
    assert.ok(performance.now() - start < 30_000, 'something was cut at the deadline')
    await assert.rejects(check(''), { code: Status.UNAVAILABLE })
    close()
  })
})

type Detail = { $type?: string } & Record<string, unknown>

/** The call fails with this status, and its details name the reason. */
async function refuses(
  call: Promise<unknown>,
  status: Status,
  reason: string | RegExp,
): Promise<Detail[]> {
  const error: unknown = await call.then(
    () => assert.fail('it did not fail'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof RichClientError, String(error))
  assert.equal(error.code, status)
  const details = error.extra as unknown as Detail[]
  const [info] = details
  if (typeof reason === 'string') assert.equal(info?.reason, reason)
  else assert.match(String(info?.reason), reason)
  return details
}

async function collect(stream: AsyncIterable<Message>): Promise<Message[]> {
  const all: Message[] = []
  for await (const one of stream) all.push(one)
  return all
}

async function* from<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items
}

function sayOf(told: Message): string {
  const [name, data] = told.doors_opened
    ? ['opened', told.doors_opened as Message]
    : ['shut', told.doors_shut as Message]
  return `${name} ${data.n}`
}

/** A plain client of the published health protocol. */
async function healthClient(target: string) {
  const loaded = await load(path.join(import.meta.dirname, 'testing/health.proto'), {
    enums: String,
  })
  type Methods = Record<'Check' | 'Watch', MethodDefinition<object, { status: string }>>
  const { Check, Watch } = loaded['grpc.health.v1.Health'] as unknown as Methods // health.proto has them
  const client = new Client(target, credentials.createInsecure())
  const { path: method, requestSerialize, responseDeserialize } = Check
  return {
    close: () => client.close(),
    check: (service: string) =>
      new Promise<string | undefined>((resolve, reject) => {
        const done = (error: Error | null, answer?: { status: string }) =>
          error ? reject(error) : resolve(answer?.status)
        client.makeUnaryRequest(method, requestSerialize, responseDeserialize, { service }, done)
      }),
    watch(service: string) {
      const stream = client.makeServerStreamRequest(
        Watch.path,
        Watch.requestSerialize,
        Watch.responseDeserialize,
        { service },
      )
      stream.on('error', () => {}) // ends with the client
      const reader = stream[Symbol.asyncIterator]() as AsyncIterator<{ status: string }>
      return { next: async () => (await reader.next()).value?.status as string | undefined }
    },
  }
}
