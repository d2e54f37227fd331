import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

import { startChild } from './child.ts'
import { startReaper } from './reaper.ts'

describe('startChild', () => {
  it('resolves with the ready line and keeps the output', async () => {
    using place = program(`console.log('hello'); console.log('{"ready":true,"port":7}')`)

    const child = await startChild(place.options)
    await child.ended

    assert.deepEqual(child.ready, { ready: true, port: 7 })
    assert.match(readFileSync(place.options.log, 'utf8'), /^hello$/m)
  })

  it('throws with what was printed when the program ends instead', async () => {
    using place = program(`console.error('no database here'); process.exit(3)`)

    await assert.rejects(startChild(place.options), /probe did not become ready.*no database here/s)
  })

  it('ends a program that says nothing', async () => {
    using place = program(`setInterval(() => {}, 1000); console.error(process.pid)`)

    await assert.rejects(
      startChild({ ...place.options, readyLimitMs: 500 }),
      /did not become ready/,
    )

    const pid = Number(readFileSync(place.options.log, 'utf8'))
    assert.ok(await isGone(pid))
  })

  it('kills what does not end on SIGTERM, together with its own children', async () => {
    using place = program(`
      import { spawn } from 'node:child_process'
      process.on('SIGTERM', () => {})
      const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      console.log(JSON.stringify({ ready: true, pid }))
      setInterval(() => {}, 1000)`)
    const child = await startChild(place.options)

    child.kill('SIGKILL')
    await child.ended

    assert.ok(await isGone(Number(child.ready.pid)))
  })

  it('leaves nothing behind when the prover itself is killed', async () => {
    using place = program(`
      import { startChild } from ${JSON.stringify(import.meta.resolve('./child.ts'))}
      import { startReaper } from ${JSON.stringify(import.meta.resolve('./reaper.ts'))}
      const child = await startChild({
        name: 'inner', cwd: '/', env: {}, log: '/dev/null', readyLimitMs: 5000,
        args: ['-e', 'console.log(\\'{"ready":true}\\'); setInterval(() => {}, 1000)'],
        reaper: startReaper(), signal: new AbortController().signal })
      console.log(JSON.stringify({ ready: true, pid: child.pid }))`)
    const prover = await startChild(place.options)

    process.kill(prover.pid, 'SIGKILL')

    assert.ok(await isGone(Number(prover.ready.pid)))
  })
})

function program(source: string) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'archwright-child-'))
  const reaper = startReaper()
  writeFileSync(path.join(cwd, 'program.mjs'), source)
  return {
    options: {
      name: 'probe',
      args: ['program.mjs'],
      cwd,
      env: {},
      log: path.join(cwd, 'log'),
      readyLimitMs: 10_000,
      reaper,
      signal: new AbortController().signal,
    },
    [Symbol.dispose]: () => {
      reaper[Symbol.dispose]()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    await wait(30)
  }
  return false
}
