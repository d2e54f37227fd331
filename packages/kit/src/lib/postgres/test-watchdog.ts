/** A program: ends the shared test server when nobody has used it for a while. */

import { setTimeout as wait } from 'node:timers/promises'

import { countTestServerUsers, stopTestServer } from './test-server.ts'

const POLL_MS = 20_000
const IDLE_LIMIT_MS = 10 * 60_000

let idleMs = 0
while (idleMs < IDLE_LIMIT_MS) {
  await wait(POLL_MS)
  const users = await countTestServerUsers()
  if (users === undefined) process.exit(0)
  idleMs = users > 0 ? 0 : idleMs + POLL_MS
}
await stopTestServer()
