import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

import type { Child } from './child.ts'
import { createReplica } from './replica.ts'

describe('createReplica', () => {
  it('restarts a process that ends by itself, and counts it', async () => {
    const { launched, replica } = place()
    await replica.start()

    launched[0]?.kill('SIGABRT')
    await wait(1_200)

    assert.equal(launched.length, 2)
    assert.equal(replica.crashes(), 1)
  })

  it('leaves a process alone that was killed on purpose', async () => {
    const { launched, replica } = place()
    await replica.start()

    await replica.kill()
    await wait(1_200)

    assert.equal(launched.length, 1)
    assert.equal(replica.crashes(), 0)
  })
})

/** A replica whose processes are only told to have started; each signal ends them. */
function place() {
  const launched: Child[] = []
  const launch = async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const child = {
      pid: launched.length,
      ready: {},
      ended: promise,
      kill: () => resolve(),
      stop: async () => resolve(),
    }
    launched.push(child)
    return child
  }
  return { launched, replica: createReplica(launch, { name: 'p', origin: '', env: {} }) }
}
