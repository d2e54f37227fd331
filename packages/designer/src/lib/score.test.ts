import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { comfort, rank, winner } from './score.ts'

const weights = { fit: 3, simplicity: 1 }
const candidate = (name: string, fit: number, simplicity: number, ruledOut?: string) => ({
  name,
  scores: { fit, simplicity },
  ruledOut,
})

describe('rank', () => {
  it('orders by weighted mean', () => {
    const [first, second] = rank([candidate('a', 0, 1), candidate('b', 1, 0)], weights)
    assert.deepEqual([first?.name, first?.total, second?.total], ['b', 0.75, 0.25])
  })

  it('puts what is ruled out last, however good, and keeps the fact against it', () => {
    const options = rank([candidate('a', 1, 1, 'too large'), candidate('b', 0, 0)], weights)
    assert.deepEqual(
      options.map(({ name }) => name),
      ['b', 'a'],
    )
    assert.equal(options[1]?.ruledOut, 'too large')
    assert.deepEqual(options[1]?.scores, {})
  })

  it('keeps the order given on a tie', () => {
    assert.equal(
      rank([candidate('simple', 0.5, 0.5), candidate('clever', 0.5, 0.5)], weights)[0]?.name,
      'simple',
    )
  })

  it('falls back on the last candidate when all are ruled out', () => {
    assert.equal(
      rank([candidate('a', 1, 1, 'no'), candidate('b', 0, 0, 'no')], weights)[0]?.name,
      'b',
    )
  })

  it('refuses a candidate without a score for a criterion', () => {
    assert.throws(() => rank([{ name: 'a', scores: { fit: 1 } }], weights), TypeError)
  })

  it('agrees with winner on any candidates', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true })
    const any = fc.record({ name: fc.string(), fit: score, simplicity: score, out: fc.boolean() })
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
        (drawn) => {
          const all = drawn.map(({ name, fit, simplicity, out }) =>
            candidate(name, fit, simplicity, out ? 'out' : undefined),
          )
          assert.equal(winner(all, weights), rank(all, weights)[0]?.name)
        },
      ),
    )
  })
})

describe('comfort', () => {
  it('is 0 at the need itself and 1 at ten times as much', () => {
    assert.equal(comfort(5, 5), 0)
    assert.equal(comfort(50, 5), 1)
    assert.equal(comfort(1, 5), 0)
    assert.equal(comfort(1, 0), 1)
  })
})
