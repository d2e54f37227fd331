/**
 * A program: ends the shared test server when nobody has used it for a while.
 * Arguments: how often to look and how long to wait, both in milliseconds.
 */

import { setTimeout as wait } from 'node:timers/promises'

import { countTestServerUsers, stopTestServer } from './test-server.ts'

const [pollMs = 20_000, idleLimitMs = 600_000] = process.argv.slice(2).map(Number)

let idleMs = 0
while (idleMs < idleLimitMs) {
  await wait(pollMs)
  const users = await countTestServerUsers()
  if (users === undefined) process.exit(0)
  idleMs = users > 0 ? 0 : idleMs + pollMs
}
await stopTestServer()
