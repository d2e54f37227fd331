import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Outcome } from './gatherer.ts'
import { runForWaiting } from './leaving.ts'

const late = new Error('late')

describe('runForWaiting', () => {
  it('runs for those who still wait, and tells the others why they left', async () => {
    const callers = [caller('a'), caller('b'), caller('c')]
    callers[1]?.leave()
    const outcomes = await runForWaiting(callers, async (waiting) => waiting.map(named))
    assert.deepEqual(outcomes, [
      { ok: true, output: 'a' },
      { ok: false, error: late },
      { ok: true, output: 'c' },
    ])
  })

  it('runs nothing when nobody waits', async () => {
    const callers = [caller('a'), caller('b')]
    for (const { leave } of callers) leave()
    const outcomes = await runForWaiting(callers, () => assert.fail('it ran'))
    assert.deepEqual(outcomes, [
      { ok: false, error: late },
      { ok: false, error: late },
    ])
  })

  it('aborts a run that is shared only when the last one has left', async () => {
    const callers = [caller('a'), caller('b')]
    await runForWaiting(callers, async (waiting, signal) => {
      callers[0]?.leave()
      assert.equal(signal.aborted, false)
      callers[1]?.leave()
      assert.equal(signal.reason, late)
      return waiting.map(named)
    })
  })
})

function caller(name: string) {
  const controller = new AbortController()
  return { name, signal: controller.signal, leave: () => controller.abort(late) }
}

const named = ({ name }: { name: string }): Outcome => ({ ok: true, output: name })
