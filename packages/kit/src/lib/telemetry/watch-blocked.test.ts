import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'

/** In a process of its own: the runner of tests holds up its event loop as well. */
const program = `
  import { watchBlocked } from ${JSON.stringify(import.meta.resolve('./watch-blocked.ts'))}
  import { setTimeout as pause } from 'node:timers/promises'
  const seen = []
  const stop = watchBlocked(500, (blocked) => seen.push(blocked))
  function grindLeaves(ms) {
    const until = performance.now() + ms
    let ground = 0
    while (performance.now() < until) ground += Math.sqrt(ground)
    return ground
  }
  await pause(3000)
  const quiet = seen.length
  grindLeaves(6000)
  const deadline = performance.now() + 60_000
  while (seen.length === quiet && performance.now() < deadline) await pause(100)
  await stop()
  process.stdout.write(JSON.stringify(seen))`

describe('an event loop that is held up', { timeout: 120_000 }, () => {
  it('is told with the function that holds it up', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const seen = JSON.parse(await text(child.stdout)) as { ms: number; stack: string[] }[]
    const grinding = seen.filter(({ stack }) => stack.some((frame) => /^grindLeaves /.test(frame)))
    assert.equal(grinding.length, 1, 'once, however long it lasts')
    assert.ok((grinding[0]?.ms ?? 0) >= 500)
  })
})
