import { Session } from 'node:inspector/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

import type { Blocked, BlockedWatch } from './watch-blocked.ts'

/** Beside the main thread: looks whether its event loop turns, and asks V8 for its stack when it does not. */
const { beats, limitMs } = workerData as BlockedWatch

const frames = 12

let last = -1
let since = performance.now()
let told = false
const session = new Session()
session.connectToMainThread()
parentPort?.on('message', () => {}) // what is asked of the inspector alone would not keep this thread up

for (;;) {
  await pause(limitMs / 4)
  const beat = Atomics.load(beats, 0)
  const now = performance.now()
  if (beat !== last) {
    last = beat
    since = now
    told = false
  } else if (now - since > limitMs && !told) {
    told = true // once for each time that it is blocked
    const stack = await stackOfMain()
    if (Atomics.load(beats, 0) !== last) continue // it went on meanwhile: the stack is another's
    const blocked: Blocked = { ms: Math.round(performance.now() - since), stack }
    parentPort?.postMessage(blocked)
  }
}

/** Stops the main thread for a moment, in whatever it is doing. Of what is native its caller is told. */
async function stackOfMain(): Promise<string[]> {
  const { promise, resolve } = Promise.withResolvers<string[]>()
  session.once('Debugger.paused', ({ params }) => {
    resolve(
      params.callFrames.slice(0, frames).map(({ functionName, url, location }) => {
        return `${functionName || '(anonymous)'} ${url}:${location.lineNumber + 1}`
      }),
    )
  })
  await session.post('Debugger.enable')
  await session.post('Debugger.pause')
  const stack = await promise
  await session.post('Debugger.resume')
  await session.post('Debugger.disable')
  return stack
}
