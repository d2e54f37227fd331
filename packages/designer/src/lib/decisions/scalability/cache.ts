import { behindCache } from '../../arithmetic/cache.ts'
import { cacheable, httpSeconds } from '../../cacheable.ts'
import { citeMix } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { usableOf } from '../../sizing.ts'

/** What is cached, and where. */
export const cache: Question = {
  key: 'cache',
  area: 'scalability',
  question: 'What is cached, and where?',
  weights: { simplicity: 3, capacity: 3, freshness: 1 },
  varies: ['reads', 'load'],
  choices: (_, chosen) =>
    chosen === 'HTTP caching only'
      ? {}
      : {
          cache: {
            kinds: [chosen.includes('Redis') ? 'distributed' : 'in-memory'],
            pattern: chosen.startsWith('write-through') ? 'write-through' : 'cache-aside',
          },
        },
  judge,
  explain,
}

/** Database cores beyond which reads are worth a cache: an ordinary 8-core machine, used as far as it should be. */
export const coresWithoutCache = 8 * usableOf(8)
/** A memory cache in each replica sees each key once per replica; a shared one once. */
const coresWithMemory = 32 * usableOf(32)

function judge(situation: Situation): Candidate[] {
  const cores = readCores(situation)
  const behind = behindCache(cores, figure('cache.hit-ratio'))
  return [
    {
      name: 'HTTP caching only',
      scores: { simplicity: 1, capacity: comfort(coresWithoutCache, cores), freshness: 1 },
      ruledOut: outIf(
        cores > coresWithoutCache,
        () =>
          `reads would keep ${show(cores)} database cores busy, more than ${show(coresWithoutCache)}`,
      ),
    },
    {
      name: 'cache-aside in the memory of each replica',
      scores: { simplicity: 0.75, capacity: comfort(coresWithMemory, behind), freshness: 0.6 },
      ruledOut: outIf(
        cores > coresWithMemory,
        () =>
          `with every cache cold, reads would keep ${show(cores)} cores busy, more than ${show(coresWithMemory)}`,
      ),
    },
    { name: 'cache-aside in Redis', scores: { simplicity: 0.4, capacity: 0.9, freshness: 0.7 } },
    { name: 'write-through in Redis', scores: { simplicity: 0.3, capacity: 0.9, freshness: 0.8 } },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals } = situation
  const cores = readCores(situation)
  const hits = figure('cache.hit-ratio')
  return {
    answer: `${capital(chosen)}: ${show(totals.readsPerSecond)} reads/s keep ${show(cores)} database cores busy; a cache is bought from ${show(coresWithoutCache)}`,
    because: [
      {
        text: `${show(totals.readsPerSecond)} reads/s keep ${show(cores)} cores of the database busy, ${percent(cores / coresWithoutCache)} of what an 8-core machine should carry`,
        from: [...citeMix(situation), 'L-read-cores', 'capacity.headroom'],
      },
      {
        text: `At the healthy hit ratio of ${percent(hits)} a cache would spare ${show(cores - behindCache(cores, hits))} cores, and the database must still be sized for the day it is empty`,
        from: ['cache.hit-ratio'],
      },
    ],
    consequences: [
      `${cacheable(situation).length} public reads carry an ETag and Cache-Control of ${httpSeconds(situation)} s, so browsers and any CDN in front may keep them; edits are visible within that time`,
      'Nothing that belongs to one person is cached outside that person’s browser',
      'Cache-aside, when it is bought, has single flight per key, a TTL with jitter and invalidation by the module’s own events',
    ],
  }
}

/** Database cores that queries keep busy. */
export function readCores({ loads }: Situation): number {
  return loads
    .filter(({ operation }) => operation.kind === 'query')
    .reduce((sum, { peakPerSecond, work }) => sum + (peakPerSecond * work.databaseMs) / 1000, 0)
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
