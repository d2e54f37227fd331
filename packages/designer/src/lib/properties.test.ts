import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'

import type { Brief, Design } from '@archwright/model'
import fc from 'fast-check'

import { design } from './design.ts'
import { libraryBrief } from './testing/library-brief.ts'
import { linkBrief } from './testing/link-brief.ts'
import { shopBrief } from './testing/shop-brief.ts'

const quick = (brief: Brief) => design(brief, { sensitivity: false })
/** Complete briefs, so that a property can turn every number. */
const briefs = {
  shop: quick(shopBrief()).brief,
  library: quick(libraryBrief()).brief,
  'link shortener': quick(linkBrief()).brief,
}

for (const [name, brief] of Object.entries(briefs)) {
  describe(`whatever the numbers of the ${name}`, () => {
    it('a higher rate never lowers capacity, storage or cost', () => {
      fc.assert(
        fc.property(factor, factor, (one, other) => {
          const less = sizesOf(quick(atRate(brief, Math.min(one, other))))
          const more = sizesOf(quick(atRate(brief, Math.max(one, other))))
          for (const [size, value] of Object.entries(less)) {
            assert.ok((more[size] ?? 0) >= value, `${size}: ${more[size]} after ${value}`)
          }
        }),
        { numRuns: 12 },
      )
    })

    const stricter = [
      ['availability', [0.9, 0.99, 0.999, 0.9995, 0.9999, 0.99999]],
      ['rpoSeconds', [86_400, 3600, 300, 60, 5, 0]],
      ['rtoSeconds', [86_400, 14_400, 3600, 900, 120, 10]],
      ['regions', [1, 2, 3]],
    ] as const
    for (const [objective, values] of stricter) {
      it(`a stricter ${objective} never weakens what protects`, () => {
        const strengths = values.map((value) =>
          strengthOf(quick({ ...brief, objectives: { ...brief.objectives, [objective]: value } })),
        )
        for (const key of Object.keys(strengths[0] ?? {})) {
          const row = strengths.map((strength) => strength[key] ?? 0)
          assert.deepEqual(
            row,
            row.toSorted((a, b) => a - b),
            key,
          )
        }
      })
    }

    it('a tighter bound on latency takes nothing away', () => {
      const cores = [1000, 300, 100, 30].map((latencyMs) => {
        const operations = brief.operations.map((operation) => ({ ...operation, latencyMs }))
        return quick({ ...brief, operations }).capacity.cores
      })
      assert.deepEqual(
        cores,
        cores.toSorted((a, b) => a - b),
      )
    })

    it('the order in which entities and operations are written changes nothing that is decided', () => {
      const before = decidedIn(quick(brief))
      fc.assert(
        fc.property(
          fc.shuffledSubarray(brief.operations, { minLength: brief.operations.length }),
          fc.shuffledSubarray(brief.entities, { minLength: brief.entities.length }),
          (operations, entities) => {
            assert.deepEqual(decidedIn(quick({ ...brief, operations, entities })), before)
          },
        ),
        { numRuns: 8 },
      )
    })
  })
}

describe('the same brief in two processes', () => {
  it('gives the same bytes, whatever the time zone, the language and the clock', () => {
    const here = { TZ: 'Pacific/Kiritimati', LANG: 'de_CH.UTF-8', LC_ALL: 'de_CH.UTF-8' }
    const there = { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
    const one = printed(here, 'Date.now = () => 0')
    const other = printed(
      there,
      'Date.now = () => 4102444800000; Math.random = () => { throw new Error("asked for chance") }',
    )
    assert.equal(one, other)
    assert.ok(one.length > 10_000)
  })
})

const factor = fc.double({ min: 0.01, max: 100, noNaN: true })

function atRate(brief: Brief, times: number): Brief {
  const operations = brief.operations.map((operation) => ({
    ...operation,
    ratePerSecond: (operation.ratePerSecond ?? 0) * times,
  }))
  return { ...brief, operations }
}

function sizesOf({ capacity, cost }: Design): Record<string, number> {
  const { cores, databaseCores, poolSize, replicas, storageBytesAfterYear } = capacity
  return { cores, databaseCores, poolSize, replicas, storageBytesAfterYear, cost: cost.mid }
}

const placements = [
  'one zone, restart on failure',
  'two zones, synchronous standby, automatic failover',
  'two regions, warm standby',
  'two regions, both active',
]
const backups = [
  'nightly dump',
  'continuous archive, restore to a point in time',
  'pilot light in a second region',
  'warm standby in a second region',
  'two regions that both serve',
]

/** How far each protecting decision goes; further is stronger. */
function strengthOf({ decisions, availability, stores, capacity }: Design): Record<string, number> {
  const chosen = (key: string) => decisions.find((each) => each.key === key)?.chosen ?? ''
  return {
    placement: placements.indexOf(chosen('availability')),
    backup: backups.indexOf(chosen('backup')),
    composed: Number(availability.composed.toPrecision(12)),
    copies: stores[0]?.replicas ?? 0,
    replicas: capacity.replicas,
  }
}

/** What is decided, apart from the order in which lists are written. */
function decidedIn(designed: Design) {
  const { decisions, modules, cost, claims } = designed
  return {
    chosen: Object.fromEntries(decisions.map(({ key, chosen }) => [key, chosen])),
    sizes: Object.entries(sizesOf(designed)).map(([size, value]) => [size, value.toPrecision(9)]),
    modules: modules.map(({ name }) => name).toSorted(),
    bill: cost.lines.map(({ part, mid }) => `${part} ${mid}`).toSorted(),
    claims: claims.map(({ key, required }) => `${key} ${required.toPrecision(9)}`).toSorted(),
  }
}

/** The design of the shop as another process prints it. */
function printed(env: Record<string, string>, first: string): string {
  const program = `
    ${first}
    const { design } = await import(${JSON.stringify(import.meta.resolve('./design.ts'))})
    const { shopBrief } = await import(${JSON.stringify(import.meta.resolve('./testing/shop-brief.ts'))})
    process.stdout.write(JSON.stringify(design(shopBrief())))`
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
}
