import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'

import { withProcessLock } from './process-lock.ts'

const limit = () => AbortSignal.timeout(10_000)
const name = `process-lock-test-${process.pid}`

describe('withProcessLock', () => {
  it('lets one in at a time and gives back its result', async () => {
    const log: string[] = []
    const visit = (visitor: string) =>
      withProcessLock(name, limit(), async () => {
        log.push(`${visitor} enters`)
        await new Promise(setImmediate)
        log.push(`${visitor} leaves`)
        return visitor
      })

    const visitors = await Promise.all([visit('a'), visit('b')])

    assert.deepEqual(visitors, ['a', 'b'])
    assert.deepEqual(
      log.map((line) => line.slice(2)),
      ['enters', 'leaves', 'enters', 'leaves'],
    )
    assert.equal(log[0]?.[0], log[1]?.[0])
  })

  it('is free again after its work failed', async () => {
    const failing = withProcessLock(name, limit(), () => Promise.reject(new Error('no luck')))

    await assert.rejects(failing, { message: 'no luck' })
    assert.equal(await withProcessLock(name, limit(), async () => 'free'), 'free')
  })

  it('stops waiting when told to', async () => {
    await withProcessLock(name, limit(), async () => {
      const second = withProcessLock(name, AbortSignal.timeout(60), async () => 'in')
      await assert.rejects(second)
    })
  })

  it('is free again as soon as its holder was killed', async () => {
    const program = `
      import { withProcessLock } from ${JSON.stringify(import.meta.resolve('./process-lock.ts'))}
      await withProcessLock(${JSON.stringify(name)}, AbortSignal.timeout(10_000), async () => {
        console.log('held')
        await new Promise((resolve) => setTimeout(resolve, 10_000))
      })`
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program])
    await once(holder.stdout, 'data')
    await assert.rejects(withProcessLock(name, AbortSignal.timeout(60), async () => 'in'))

    holder.kill('SIGKILL')

    assert.equal(await withProcessLock(name, limit(), async () => 'free'), 'free')
  })
})
