import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { Gatherer, type Outcome } from './gatherer.ts'

describe('a gatherer', () => {
  it('runs what comes together in one run, and what comes meanwhile in the next', async () => {
    const { runs, add } = recorded({ runMs: 300 })
    const first = [add('a'), add('b')]
    while (runs.length === 0) await pause(1)
    const second = [add('c'), add('d'), add('e')]
    await Promise.all([...first, ...second])
    assert.deepEqual(runs, [
      ['a', 'b'],
      ['c', 'd', 'e'],
    ])
  })

  it('holds back for as long again as the last shared run took, and nobody when it was quiet or alone', async () => {
    const { starts, add } = recorded({ runMs: 150 })
    const delayOf = async (item: string) => {
      const asked = performance.now()
      await add(item)
      return (starts.at(-1) ?? 0) - asked
    }
    await Promise.all([add('a'), add('a')])
    assert.ok((await delayOf('b')) >= 145)
    assert.ok((await delayOf('c')) < 100)
    await Promise.all([add('d'), add('d')])
    await pause(200)
    assert.ok((await delayOf('e')) < 100)
  })

  it('takes no more into a run than it may', async () => {
    const { runs, add } = recorded({ most: 2 })
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(add))
    assert.deepEqual(runs, [['a', 'b'], ['c', 'd'], ['e']])
  })

  it('takes into one run only those that may share it, the oldest first', async () => {
    const { runs, add } = recorded({ apart: (item) => item.charAt(0) })
    await Promise.all(['a1', 'b1', 'a2', 'b2', 'c1'].map(add))
    assert.deepEqual(runs, [['a1', 'a2'], ['b1', 'b2'], ['c1']])
  })

  it('runs each alone when a run fails', async () => {
    const { add } = recorded({ fails: 'b' })
    const outcomes = await Promise.all(['a', 'b', 'c'].map(add))
    assert.deepEqual(
      outcomes.map(({ ok }) => ok),
      [true, false, true],
    )
  })
})

interface Recorded {
  runMs?: number
  most?: number
  fails?: string
  apart?: (item: string) => unknown
}

function recorded({ runMs = 0, most = 10, fails = '', apart = () => '' }: Recorded) {
  const runs: string[][] = []
  const starts: number[] = []
  const options = { most, apart, concurrent: 1, pauseMs: { least: 0, most: 200 } }
  const gatherer = new Gatherer<string>(options, async (items) => {
    runs.push(items)
    starts.push(performance.now())
    if (runMs > 0) await pause(runMs)
    if (items.includes(fails)) throw new Error(fails)
    return items.map((output): Outcome => ({ ok: true, output }))
  })
  return { runs, starts, add: (item: string) => gatherer.add(item) }
}
