import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { describe, it } from 'node:test'

/** Writes more than a pipe and the logger together hold, and goes on turning. */
const program = `
  import { createLogger } from ${JSON.stringify(import.meta.resolve('./logger.ts'))}
  const logger = createLogger({ service: 'tea' })
  process.on('message', () => {
    for (let line = 0; line < 2_000; line++) logger.info({ leaf: 'x'.repeat(1_000) })
    setTimeout(() => process.send(process.memoryUsage().rss / 2 ** 20), 50)
  })
  process.send('up')`

describe('a process that logs', () => {
  it('goes on when the disk is full', { skip: !existsSync('/dev/full') }, async () => {
    const full = openSync('/dev/full', 'a')
    await goesOn(start(full))
    closeSync(full)
  })

  it('goes on, in as much memory, when nobody reads its log any more', async () => {
    await goesOn(start('pipe'))
  })
})

function start(output: number | 'pipe'): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', output, 'inherit', 'ipc'],
  })
}

async function goesOn(child: ChildProcess): Promise<void> {
  await once(child, 'message')
  const memoryMb: number[] = []
  for (let turn = 0; turn < 20; turn++) {
    child.send('log')
    const [rss] = await once(child, 'message')
    memoryMb.push(Number(rss))
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  const [early = 0, late = 0] = [memoryMb[9], memoryMb[19]]
  assert.ok(late - early < 15, `20 MB of lines later it holds ${early} → ${late} MB`)
}
