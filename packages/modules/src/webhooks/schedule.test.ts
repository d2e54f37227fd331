import assert from 'node:assert/strict'
import { it } from 'node:test'

import fc from 'fast-check'

import { nextAttemptAt, pausesSeconds, readRetryAfter } from './schedule.ts'

const now = new Date('2026-11-21T12:00:00.000Z')
const secondsUntil = (at: Date | undefined) => ((at?.getTime() ?? 0) - now.getTime()) / 1_000

it('ten attempts reach over 75 hours, each pause drawn around the one of the schedule', () => {
  assert.equal(
    pausesSeconds.reduce((sum, pause) => sum + pause, 0),
    75 * 3_600 + 35 * 60 + 5,
  )
  pausesSeconds.forEach((pause, index) => {
    const at = (random: number) =>
      secondsUntil(nextAttemptAt({ tries: index + 1, retryAfterSeconds: null }, now, random))
    assert.deepEqual([at(0), at(0.5), at(1)], [0, pause, 2 * pause])
  })
  assert.equal(nextAttemptAt({ tries: 10, retryAfterSeconds: null }, now, 0.5), undefined)
})

it('never comes back before it was asked to', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 86_400 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (tries, retryAfterSeconds, random) => {
        const wait = secondsUntil(nextAttemptAt({ tries, retryAfterSeconds }, now, random))
        assert.ok(wait >= retryAfterSeconds)
      },
    ),
  )
})

it('reads Retry-After as seconds or as a date, within a day', () => {
  const read = (header: unknown) => readRetryAfter(header, now)
  assert.equal(read('120'), 120)
  assert.equal(read('Sat, 21 Nov 2026 12:01:30 GMT'), 90)
  assert.equal(read('Sat, 21 Nov 2026 11:00:00 GMT'), 0)
  assert.equal(read('999999999'), 86_400)
  for (const header of [undefined, '', 'soon', ['1', '2']]) assert.equal(read(header), null)
})
