import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createBalancer } from './balancer.ts'

describe('createBalancer', () => {
  it('leaves out at once what says no, and takes it again when it says yes', () => {
    const balancer = createBalancer(2, () => 0)
    balancer.hear(0, 'no')
    assert.deepEqual(four(balancer), [1, 1, 1, 1])
    balancer.hear(0, 'yes')
    assert.deepEqual(four(balancer), [0, 1, 0, 1])
  })

  it('leaves out what is silent only the third time', () => {
    const balancer = createBalancer(2, () => 0)
    balancer.hear(1, 'silent')
    balancer.hear(1, 'silent')
    assert.deepEqual(four(balancer), [0, 1, 0, 1])
    balancer.hear(1, 'silent')
    assert.deepEqual(four(balancer), [0, 0, 0, 0])
  })

  it('prefers what is silent to what has just refused a connection', () => {
    let now = 0
    const balancer = createBalancer(2, () => now)
    for (let times = 0; times < 3; times += 1) balancer.hear(0, 'silent')
    balancer.reportDown(1)
    assert.deepEqual(four(balancer), [0, 0, 0, 0])
    now = 500
    assert.deepEqual(four(balancer), [1, 1, 1, 1])
  })
})

function four(balancer: ReturnType<typeof createBalancer>): number[] {
  return Array.from({ length: 4 }, () => balancer.choose())
}
