import assert from 'node:assert/strict'
import { it } from 'node:test'

import { followBySse, followByWebSocket } from './testing/faithful-client.ts'
import { type DoorsServer, startDoors } from './testing/start-doors.ts'

const clients = 200

it(`tells ${clients} clients of two processes each event once, through the restart of one of them`, async () => {
  await using server = await startDoors({ processes: 2, heartbeatMs: 5_000 })
  const followers = Array.from({ length: clients }, (_, index) => {
    const url = server.urls[index % 2] ?? ''
    return index % 4 < 2 ? followBySse(url) : followByWebSocket(url)
  })
  try {
    await Promise.all(followers.map(({ ready }) => ready))

    await publish(server, [0, 1], 20)
    const restarted = server.restart(1)
    await publish(server, [0], 20)
    await restarted
    await publish(server, [0, 1], 20)

    const wanted = 20 * (2 + 1 + 2)
    await waitUntil(() => followers.every(({ heard }) => heard.length >= wanted))
    const [first] = followers
    assert.equal(new Set(first?.heard).size, wanted)
    for (const { heard } of followers) assert.deepEqual(heard, first?.heard)
  } finally {
    for (const follower of followers) follower.leave()
  }
})

/** So many events at each of the processes. */
async function publish(server: DoorsServer, processes: number[], times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await Promise.all(processes.map((process) => server.swing('red', n, {}, process)))
    await new Promise((next) => setTimeout(next, 20))
  }
}

/** At most 60 s. */
async function waitUntil(holds: () => boolean): Promise<void> {
  const deadlineAt = Date.now() + 60_000
  while (!holds() && Date.now() < deadlineAt) await new Promise((next) => setTimeout(next, 50))
}
