import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'

import { processorSeconds, processorSecondsWithChildren } from './processor-time.ts'

const onLinux = { skip: process.platform === 'linux' ? false : 'processor times are read on Linux' }

describe('processor time of another process', onLinux, () => {
  it('is what the process itself says', async () => {
    const { user, system } = process.cpuUsage()
    const seconds = (await processorSeconds(process.pid)) ?? Number.NaN
    assert.ok(Math.abs(seconds - (user + system) / 1e6) < 0.1)
  })

  it('counts children, running or ended, once each', async () => {
    const burn = 'const until = performance.now() + 400; while (performance.now() < until);'
    const program = `require('node:child_process').spawnSync(process.execPath, ['-e', "${burn}"]); console.log('waited'); setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(parent.stdout, 'data')
      const pid = parent.pid ?? 0
      const own = (await processorSeconds(pid)) ?? 0
      const all = (await processorSecondsWithChildren(pid)) ?? 0
      assert.ok(all - own >= 0.1, `${own} s of its own, ${all} s in all`)
    } finally {
      parent.kill('SIGKILL')
    }
  })

  it('is not known of a process that is not there', async () => {
    assert.equal(await processorSeconds(2 ** 30), undefined)
    assert.equal(await processorSecondsWithChildren(2 ** 30), undefined)
  })
})
