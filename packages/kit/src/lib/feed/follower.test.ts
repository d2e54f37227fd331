import assert from 'node:assert/strict'
import { it } from 'node:test'

import fc from 'fast-check'

import { Audience } from './audience.ts'
import type { Kept } from './feed-store.ts'
import { type Filter, fits } from './filter.ts'
import { Follower } from './follower.ts'
import { Recent } from './recent.ts'

const doors = ['red', 'blue', 'green']
const filters: fc.Arbitrary<Filter[]> = fc.oneof(
  fc.constant<Filter[]>([{}]),
  fc.subarray(doors, { minLength: 1, maxLength: 2 }).map((some) => some.map((door) => ({ door }))),
)
/** What may happen next: events come, in one read of the table, or a follower is asked for more. */
const steps = fc.array(
  fc.oneof(
    fc.record({ comes: fc.array(fc.constantFrom(...doors), { minLength: 1, maxLength: 6 }) }),
    fc.record({ asks: fc.nat({ max: 1 }), times: fc.integer({ min: 1, max: 4 }) }),
  ),
  { maxLength: 40 },
)

it('is told everything that is for it, once and in order, however fast it asks', async () => {
  const start = fc.record({ steps, each: fc.tuple(filters, filters), after: fc.nat({ max: 8 }) })
  await fc.assert(
    fc.asyncProperty(start, async ({ steps, each, after }) => {
      const feed = new SmallFeed()
      feed.comes(['red', 'blue', 'red', 'green', 'red', 'blue', 'red', 'green'])
      const followers = each.map((wanted) => feed.follow(wanted, after))
      for (const step of steps) {
        if ('comes' in step) feed.comes(step.comes)
        else await followers[step.asks]?.ask(step.times)
      }
      for (const [index, { ask, heard, follower }] of followers.entries()) {
        await ask(feed.table.length)
        const wanted = feed.table.filter(
          ({ position, told }) => position > after && fits(each[index] ?? [], told.data),
        )
        assert.deepEqual(
          heard,
          wanted.map(({ position }) => position),
        )
        assert.equal(Number(follower.position), feed.table.length, 'and knows where it stands')
      }
    }),
    { numRuns: 300 },
  )
})

/** The feed with its table in memory, which forgets after three events and reads back two at a time. */
class SmallFeed {
  readonly table: Kept[] = []
  readonly #recent = new Recent(3, 0)
  readonly #audience = new Audience<Follower>()

  comes(some: readonly string[]): void {
    const events = some.map((door) => this.#kept(door))
    this.#recent.add(events, this.table.length)
    for (const kept of events) for (const follower of this.#audience.of(kept)) follower.tell(kept)
  }

  #kept(door: string): Kept {
    const position = this.table.length + 1
    const told = { position: `${position}`, id: `${position}`, event: 'doors.opened', time: '' }
    const kept = { position, tenant: null, told: { ...told, data: { door } } }
    this.table.push(kept)
    return kept
  }

  follow(wanted: readonly Filter[], after: number) {
    const follower = new Follower({
      events: new Set(['doors.opened']),
      filters: wanted,
      after,
      recent: this.#recent,
      readBack: async (from) => {
        const fitting = this.table.filter(
          ({ position, told }) => position > from && fits(wanted, told.data),
        )
        const events = fitting.slice(0, 2)
        const upTo = fitting.length > 2 ? events.at(-1)?.position : this.table.length
        return { events, upTo, horizon: 0 }
      },
    })
    this.#audience.join(follower)
    const heard: number[] = []
    let asked: Promise<unknown> | undefined
    /** Takes so many events, as far as there are; leaves the last question open. */
    const ask = async (times: number) => {
      for (let time = 0; time <= times; time += 1) {
        asked ??= follower.next().then(({ value }) => {
          heard.push(Number(value?.position))
          asked = undefined
        })
        if (await Promise.race([asked, pause('open')])) return
      }
    }
    return { follower, heard, ask }
  }
}

/** Longer than anything in memory takes. */
function pause<Value>(value: Value): Promise<Value> {
  return new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(value))))
}
