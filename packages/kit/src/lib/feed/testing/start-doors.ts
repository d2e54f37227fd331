import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { type App, startApp } from '../../app/start-app.ts'
import { defaultWiring, type Wiring } from '../../app/wiring.ts'
import { liveSessions } from '../../contract/live-sessions.ts'
import type { Principal } from '../../dispatch/principal.ts'
import type { TokenIssuer } from '../../identity/token-issuer.ts'
import type { Module } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { testDatabase } from '../../postgres/test-server.ts'
import { doors } from './swings.ts'

export interface DoorsOptions {
  readonly wiring?: Partial<Wiring>
  readonly variables?: Record<string, string>
  /** 200 if absent. */
  readonly heartbeatMs?: number
  /** Per process; 10,000 if absent. */
  readonly maxFollowers?: number
  /** Processes that share one database; 1 if absent. */
  readonly processes?: number
}

/** Whole processes that serve the doors. */
export interface DoorsServer extends AsyncDisposable {
  readonly urls: readonly string[]
  readonly url: string
  token(who: Principal): Promise<string>
  /** @param process index of the process that is asked; the first if absent */
  swing(door: string, n: number, more?: object, process?: number): Promise<void>
  endSession(sessionId: string): void
  /** Drains a process and starts it again at the same port. */
  restart(index?: number): Promise<void>
}

export async function startDoors(options: DoorsOptions = {}): Promise<DoorsServer> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await testDatabase())
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'doors-')), (made) =>
    rm(made, { recursive: true }),
  )
  const ended = new Set<string>()
  let issuer: TokenIssuer | undefined
  const start = (port: string) =>
    startApp({
      modules: {
        doors(environment) {
          issuer = environment.tokens
          return withSessions(ended)
        },
      },
      wiring: wiringOf(options),
      variables: {
        PORT: port,
        DATABASE_URL: database.url,
        DATA_FOLDER: folder,
        LOG_LEVEL: 'silent',
        ...options.variables,
      },
      directory: pathToFileURL(`${folder}/`),
    })
  const apps: App[] = []
  opened.defer(async () => void (await Promise.all(apps.map((app) => app.close()))))
  for (let one = 0; one < (options.processes ?? 1); one += 1) apps.push(await start('0'))
  const stack = opened.move()
  const urls = apps.map(({ url }) => url)
  const [url = ''] = urls
  return {
    urls,
    url,
    token: async (who) => (await issuer?.issue(who))?.token ?? '',
    swing: (door, n, more = {}, process = 0) => swingAt(urls[process] ?? url, door, { n, ...more }),
    endSession: (sessionId) => void ended.add(sessionId),
    async restart(index = 0) {
      const old = apps[index]
      await old?.close()
      apps[index] = await start(new URL(old?.url ?? '').port)
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function wiringOf({ wiring = {}, heartbeatMs = 200, maxFollowers = 10_000 }: DoorsOptions): Wiring {
  const standard = defaultWiring('doors', ['doors'])
  return {
    ...standard,
    feed: { ...standard.feed, heartbeatMs, maxFollowers, recheckMs: 200, idleMs: 200 },
    relay: { batch: 200, idleMs: 50 },
    shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
    limits: {},
    interfaces: { websocket: { maxSockets: 5_000, maxCalls: 8, maxFollowed: 3 } },
    ...wiring,
  }
}

/** The doors, with sessions that end when the test says so. */
function withSessions(ended: ReadonlySet<string>): Module {
  const live = liveSessions({ name: 'doors.liveSessions', summary: 'Which sessions stand.' })
  const answer = handle(live, async ({ sessionIds }) => ({
    live: sessionIds.filter((id) => !ended.has(id)),
  }))
  return { ...doors, handlers: [...doors.handlers, answer], liveSessions: live }
}

async function swingAt(url: string, door: string, body: object): Promise<void> {
  const response = await fetch(`${url}/v1/doors/${door}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ guardId: 'ann', ...body }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
}
