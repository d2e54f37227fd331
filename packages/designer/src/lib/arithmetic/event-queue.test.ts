import assert from 'node:assert/strict'
import { it } from 'node:test'

import fc from 'fast-check'

import { EventQueue } from './event-queue.ts'

it('an event queue gives back what is due in the order of the times, also beyond its first size', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 2500 }),
      (times) => {
        const queue = new EventQueue()
        times.forEach((time, index) => {
          queue.push(time, index)
        })
        const given = times.map(() => {
          const due = queue.nextTime()
          assert.equal(times[queue.pop()], due)
          return due
        })
        assert.deepEqual(
          given,
          times.toSorted((a, b) => a - b),
        )
        assert.equal(queue.nextTime(), Number.POSITIVE_INFINITY)
        assert.throws(() => queue.pop(), /nothing is due/)
      },
    ),
  )
})
