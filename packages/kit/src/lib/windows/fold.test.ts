import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { type Folded, type Folding, fold, type Moment, type OpenWindow } from './fold.ts'
import { shapes } from './testing/tolls.ts'

const begin: Pick<Folded, 'windows' | 'watermark'> = {
  windows: [],
  watermark: Number.MIN_SAFE_INTEGER,
}
const moment = fc.record({
  at: fc.integer({ min: 0, max: 400_000 }),
  key: fc.constantFrom('a', 'b'),
  measure: fc.constant(1),
})
const sum = (one: unknown, other: unknown) => Number(one) + Number(other)

for (const shape of shapes) {
  describe(`${shape.kind} windows`, () => {
    it('come to the same however the events are cut into batches', () => {
      fc.assert(
        fc.property(fc.array(moment), fc.array(fc.nat(20)), (moments, cuts) => {
          const folding: Folding = { shape, latenessMs: 30_000, combine: sum }
          assert.deepEqual(inBatches(folding, moments, cuts), inBatches(folding, moments, []))
        }),
      )
    })

    it('come to what the events say in whatever order, when none is too late', () => {
      fc.assert(
        fc.property(
          fc.array(moment),
          fc.infiniteStream(fc.integer({ min: -1e6, max: 1e6 })),
          (moments, order) => {
            const folding: Folding = { shape, latenessMs: 1_000_000, combine: sum }
            const shuffled = moments
              .map((one) => ({ one, by: order.next().value }))
              .toSorted((a, b) => a.by - b.by)
              .map(({ one }) => one)
            const folded = fold(folding, begin, shuffled)
            assert.equal(folded.late, 0)
            const sorted = moments.toSorted((a, b) => a.at - b.at)
            assert.deepEqual(inOrder(folded.windows), inOrder(fold(folding, begin, sorted).windows))
            assert.equal(total(folded.windows), moments.length * windowsOfOne[shape.kind])
          },
        ),
      )
    })
  })
}

describe('an event', () => {
  it('is too late when its window ended before the watermark, and only then', () => {
    const folding: Folding = { shape: shapes[0], latenessMs: 30_000, combine: sum }
    const at = (seconds: number): Moment => ({ at: seconds * 1_000, key: 'a', measure: 1 })
    assert.equal(fold(folding, begin, [at(10), at(89), at(59)]).late, 0)
    assert.equal(fold(folding, begin, [at(10), at(90), at(59)]).late, 1)
  })

  it('joins two sessions that it lies between', () => {
    const folding: Folding = { shape: shapes[2], latenessMs: 100_000, combine: sum }
    const moments = [0, 50, 25].map((seconds) => ({ at: seconds * 1_000, key: 'a', measure: 1 }))
    assert.deepEqual(fold(folding, begin, moments).windows, [
      { key: 'a', startsAt: 0, endsAt: 80_000, total: 3 },
    ])
  })
})

/** Each event is in so many windows. */
const windowsOfOne = { tumbling: 1, hopping: 3, session: 1 } as const

/** Folds batch by batch and takes out what is closed in between, as the counter does. */
function inBatches(folding: Folding, moments: readonly Moment[], cuts: readonly number[]) {
  let left = moments
  let state = begin
  let late = 0
  const closed: OpenWindow[] = []
  for (const cut of [...cuts, moments.length]) {
    const folded = fold(folding, state, left.slice(0, cut))
    left = left.slice(cut)
    late += folded.late
    closed.push(...folded.windows.filter(({ endsAt }) => endsAt <= folded.watermark))
    state = {
      windows: folded.windows.filter(({ endsAt }) => endsAt > folded.watermark),
      watermark: folded.watermark,
    }
  }
  return { closed: inOrder(closed), open: inOrder(state.windows), late }
}

function inOrder(windows: readonly OpenWindow[]): OpenWindow[] {
  return windows.toSorted((a, b) => a.key.localeCompare(b.key) || a.startsAt - b.startsAt)
}

function total(windows: readonly OpenWindow[]): number {
  return windows.reduce((all, one) => all + Number(one.total), 0)
}
