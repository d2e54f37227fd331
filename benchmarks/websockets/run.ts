// What sockets cost and what followers hear, with each server in a process of its own:
//
//   node benchmarks/websockets/run.ts [--idle 10000] [--busy 1000] [--followers 1000] [--seconds 20]
//
// idle: memory per socket that is open and silent. busy: latency of calls, and of one event to everybody.
// restart: followers by SSE and WebSocket, one in fifty not reading for a while, while their server is restarted and
// another one publishes; counts what was missed and what was told twice.

import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { callOn, follow, open, publish } from './clients.ts'
import { openServers, type Server } from './servers.ts'

const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '10000' },
    busy: { type: 'string', default: '1000' },
    followers: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
  },
})
const seconds = Number(values.seconds)

await using servers = await openServers()
console.log(JSON.stringify({ idle: await idle(await servers.start(), Number(values.idle)) }))
console.log(JSON.stringify({ busy: await busy(await servers.start(), Number(values.busy)) }))
console.log(JSON.stringify({ restart: await restart(Number(values.followers)) }))

async function idle(server: Server, count: number) {
  const before = await server.memory()
  const sockets = []
  for (let made = 0; made < count; made += 100) {
    const some = Array.from({ length: 100 }, () => open(server.url))
    await Promise.all(some.map((socket) => once(socket, 'open')))
    sockets.push(...some)
  }
  await setTimeout(2_000)
  const after = await server.memory()
  const calls = []
  for (let n = 0; n < 100; n += 1) calls.push(await callOn(sockets[n] ?? open(server.url), n))
  for (const socket of sockets) socket.terminate()
  await server.stop()
  const each = (part: keyof NodeJS.MemoryUsage) =>
    Math.round((after[part] - before[part]) / count / 102.4) / 10
  return {
    sockets: count,
    residentKiBEach: each('rss'),
    heapKiBEach: each('heapUsed'),
    ...percentiles('callMs', calls),
  }
}

async function busy(server: Server, count: number) {
  const sockets = Array.from({ length: count }, () => open(server.url))
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  const followers = Array.from({ length: count }, () => follow(server.url, 'websocket'))
  await Promise.all(followers.map(({ ready }) => ready))
  const endsAt = Date.now() + seconds * 1_000
  const calls: number[] = []
  const calling = sockets.map(async (socket, index) => {
    await setTimeout((index / count) * 5_000)
    for (let n = 0; Date.now() < endsAt; n += 1) {
      calls.push(await callOn(socket, n))
      await setTimeout(5_000)
    }
  })
  let published = 0
  while (Date.now() < endsAt) {
    await publish(server.url, published)
    published += 1
    await setTimeout(500)
  }
  await Promise.all(calling)
  await until(() => followers.every(({ heard }) => heard.length >= published))
  const memory = await server.memory()
  for (const follower of followers) follower.leave()
  for (const socket of sockets) socket.terminate()
  await server.stop()
  return {
    sockets: 2 * count,
    published,
    heard: followers.reduce((sum, { heard }) => sum + heard.length, 0),
    calls: calls.length,
    ...percentiles('callMs', calls),
    ...percentiles(
      'eventMs',
      followers.flatMap(({ delays }) => delays),
    ),
    residentMiB: Math.round(memory.rss / 1_048_576),
  }
}

async function restart(count: number) {
  const publisher = await servers.start()
  let server = await servers.start()
  const followers = Array.from({ length: count }, (_, index) =>
    follow(server.url, index % 2 === 0 ? 'sse' : 'websocket'),
  )
  await Promise.all(followers.map(({ ready }) => ready))
  const before = await server.memory()
  const slow = followers.filter((_, index) => index % 50 === 0)
  for (const follower of slow) follower.pause()
  let published = 0
  const publishFor = async (ms: number, text: string) => {
    for (const endsAt = Date.now() + ms; Date.now() < endsAt; await setTimeout(50)) {
      await publish(publisher.url, published, text)
      published += 1
    }
  }
  await publishFor(seconds * 500, 'x'.repeat(4_000))
  const behind = await server.memory()
  for (const follower of slow) follower.resume()
  const restarting = server.stop().then(() => servers.start(new URL(server.url).port))
  await Promise.all([restarting, publishFor(seconds * 500, '')])
  server = await restarting
  await publishFor(2_000, '')
  await until(() => followers.every(({ heard }) => heard.length >= published))
  for (const follower of followers) follower.leave()
  await Promise.all([server.stop(), publisher.stop()])
  return {
    followers: count,
    slow: slow.length,
    published,
    missed: sum(followers.map(({ heard }) => published - new Set(heard).size)),
    twice: sum(followers.map(({ heard }) => heard.length - new Set(heard).size)),
    residentMiB: Math.round(before.rss / 1_048_576),
    residentMiBWithSlow: Math.round(behind.rss / 1_048_576),
  }
}

function percentiles(name: string, times: readonly number[]): Record<string, number> {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round(10 * (sorted[Math.floor(sorted.length * share)] ?? 0)) / 10
  return { [`${name}P50`]: at(0.5), [`${name}P99`]: at(0.99) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** At most two minutes. */
async function until(holds: () => boolean): Promise<void> {
  const deadlineAt = Date.now() + 120_000
  while (!holds() && Date.now() < deadlineAt) await setTimeout(100)
}
