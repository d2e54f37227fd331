import { pathToFileURL } from 'node:url'

import { startApp } from '../../app/start-app.ts'
import { defaultWiring } from '../../app/wiring.ts'
import { presenceOf } from '../../contract/presence.ts'
import { subscription } from '../../contract/subscription.ts'
import type { TokenIssuer } from '../../identity/token-issuer.ts'
import type { Module } from '../../module/define-module.ts'
import { handlePresence } from '../handle-presence.ts'
import { doors, swings } from './swings.ts'

/** A process of its own that serves the doors with presence: told where by its arguments, tells its URL and tokens. */
const [, , databaseUrl = '', folder = ''] = process.argv

const { kind: _, ...spec } = swings
const watched = subscription({ ...spec, presence: true })
const watching = presenceOf(watched, {
  name: 'doors.watching',
  summary: 'Who watches the doors now.',
  access: ['chief'],
  rest: 'GET /watching',
})
const module: Module = {
  ...doors,
  subscriptions: [watched],
  handlers: [...doors.handlers, handlePresence(watching)],
}

let issuer: TokenIssuer | undefined
const wiring = defaultWiring('doors', ['doors'])
const app = await startApp({
  modules: {
    doors(environment) {
      issuer = environment.tokens
      return module
    },
  },
  wiring: {
    ...wiring,
    limits: {},
    feed: { ...wiring.feed, recheckMs: 1_000 },
    shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
    shutdown: { drainMs: 0, deadlineMs: 5_000 },
    interfaces: { websocket: { maxSockets: 100, maxCalls: 8, maxFollowed: 10 } },
  },
  variables: { PORT: '0', DATABASE_URL: databaseUrl, DATA_FOLDER: folder, LOG_LEVEL: 'silent' },
  directory: pathToFileURL(`${folder}/`),
})
const token = async (id: string, role: string) =>
  (await issuer?.issue({ id, roles: [role] }))?.token
process.on('message', () => void app.close().then(() => process.exit()))
process.send?.({
  url: app.url,
  tokens: {
    cleo: await token('cleo', 'chief'),
    ann: await token('ann', 'guard'),
    bob: await token('bob', 'guard'),
  },
})
