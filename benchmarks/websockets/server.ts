// The server of run.ts, in a process of its own. Tells its memory over IPC when asked.

import { defaultWiring, startApp } from '@archwright/kit/app'

import { board } from './board.ts'

const wiring = defaultWiring('board', ['board'])
const app = await startApp({
  modules: { board: () => board },
  wiring: {
    ...wiring,
    calls: 'fast',
    limits: {},
    interfaces: { websocket: { maxSockets: 12_000, maxCalls: 8, maxFollowed: 4 } },
    feed: { ...wiring.feed, maxFollowers: 12_000 },
    shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
    shutdown: { drainMs: 0, deadlineMs: 15_000 },
  },
  variables: process.env,
  directory: new URL('./', import.meta.url),
})
process.on('message', (asked) => {
  if (asked === 'memory') {
    globalThis.gc?.()
    process.send?.(process.memoryUsage())
  }
})
process.once('disconnect', () => process.exit()) // whoever started it is gone
process.once('SIGTERM', () => app.close().then(() => process.exit(0)))
process.send?.({ url: app.url })
