import type { Signal } from '@archwright/model/light'

import { answerIn } from '../../answer.ts'
import { behindCache } from '../../arithmetic/cache.ts'
import { cacheable, cachedReads, httpSeconds } from '../../cacheable.ts'
import { citeMix, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { busy, bytes, counted, frequency, percent, portion, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { isHumble, isLarge } from '../../scale.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { usableOf } from '../../sizing.ts'
import { publicApi } from '../api/public-api.ts'
import { decidesInMemory } from '../data/hot-state.ts'
import { hasKind } from '../data/kinds.ts'
import { liveStore } from '../data/live.ts'
import { withRecords } from '../data/store-question.ts'
import { application } from './application.ts'

const http = 'HTTP caching only'
const local = 'cache-aside in the memory of each replica'
const shared = 'cache-aside in Redis'

/** What is cached, and where. */
export const cache: Question = {
  key: 'cache',
  area: 'scalability',
  question: 'What is cached, and where?',
  weights: { simplicity: 3, capacity: 3, freshness: 1, need: 3 },
  varies: ['reads', 'load'],
  choices: (situation, chosen) =>
    chosen === http
      ? {}
      : {
          cache: {
            kinds: [chosen.includes('Redis') ? 'distributed' : 'in-memory'],
            pattern: chosen.startsWith('write-through') ? 'write-through' : 'cache-aside',
          },
          special:
            chosen.includes('Redis') && nodesComeAndGo(situation) ? ['consistent-hashing'] : [],
        },
  judge,
  explain,
}

/** Database cores beyond which reads are worth a cache: an ordinary 8-core machine, used as far as it should be. */
export const coresWithoutCache = 8 * usableOf(8)
/** A memory cache in each replica sees each key once per replica; a shared one once. */
const coresWithMemory = 32 * usableOf(32)

function judge(situation: Situation): Candidate[] {
  const cores = decidesInMemory(situation) ? 0 : readCores(situation)
  const behind = behindCache(cores, figure('cache.hit-ratio'))
  const wish = isHumble(situation) ? 'none' : wishOf(situation)
  const there = redisIsThere(situation)
  return [
    {
      name: http,
      scores: {
        simplicity: 1,
        capacity: comfort(coresWithoutCache, cores),
        freshness: 1,
        need: wish === 'none' ? 0.7 : 0,
      },
      ruledOut: outIf(
        cores > coresWithoutCache,
        () =>
          `reads would keep ${show(cores)} database cores busy, more than ${show(coresWithoutCache)}`,
      ),
    },
    {
      name: local,
      scores: {
        simplicity: 0.75,
        capacity: comfort(coresWithMemory, behind),
        freshness: 0.6,
        need: { none: 0.7, local: 1, shared: 0.3 }[wish],
      },
      ruledOut: outIf(
        cores > coresWithMemory,
        () =>
          `with every cache cold, reads would keep ${show(cores)} cores busy, more than ${show(coresWithMemory)}`,
      ),
    },
    {
      name: shared,
      scores: {
        simplicity: there ? 0.7 : 0.4,
        capacity: 0.9,
        freshness: 0.7,
        need: { none: 0.7, local: 0.6, shared: 1 }[wish],
      },
    },
    {
      name: 'write-through in Redis',
      scores: {
        simplicity: there ? 0.5 : 0.3,
        capacity: 0.9,
        freshness: 0.8,
        need: { none: 0.7, local: 0.6, shared: 0.9 }[wish],
      },
    },
    {
      name: 'write-behind in Redis',
      scores: { simplicity: 0.2, capacity: 1, freshness: 0.9, need: 0.5 },
      ruledOut: 'a change would be acknowledged with 0 copies on disk',
    },
  ]
}

/**
 * What the words of a brief ask of a cache. Shared: many replicas or services read the same hot data, or something
 * must outlive a replica. Local: the data is small, asked for again and again, and may be a little old.
 */
function wishOf(situation: Situation): 'none' | 'local' | 'shared' {
  const { signals } = situation
  return sharedWords(situation).length > 0
    ? 'shared'
    : signals.any('popular', 'repeated', 'toggles', 'caching', 'asks caching')
      ? 'local'
      : 'none'
}

/** The words that buy a cache that all replicas share; none where nothing does. */
function sharedWords(situation: Situation): Signal[] {
  const { signals } = situation
  if (decidesInMemory(situation)) return []
  const many =
    isLarge(situation) ||
    signals.any('high-traffic', 'global', 'growth', 'many-services', 'many-teams')
  const pressed = many || signals.any('low-latency', 'spiky', 'crowd')
  return [
    ...(pressed ? signals.of('popular', 'read-heavy', 'caching') : []),
    ...(many ? signals.of('repeated', 'asks caching', 'low-latency') : []),
    ...(isLarge(situation) ? signals.of(...readByPeople) : []),
    // Limits are counted for all replicas of the door together.
    ...(signals.any('many-services', 'asks gateway')
      ? signals.of('abuse', 'asks rate-limiting')
      : []),
    ...(redisIsThere(situation)
      ? signals.of('low-latency', 'high-traffic', 'high-availability')
      : []),
    ...(signals.any('server-pages', 'content') && scales(situation)
      ? signals.of('spiky', 'crowd')
      : []),
  ]
}

/** What many people look at: at a large scale the same answers are asked for all the time. */
const readByPeople = [
  'feed',
  'search',
  'geo',
  'crawling',
  'catalog',
  'content',
  'media',
  'files',
  'messaging',
  'links',
  'reviews',
  'scheduling',
  'learning',
] as const

/** Whether replicas come and go, so that what one of them holds is lost to its visitors. */
const scales = (situation: Situation) =>
  answerIn(situation, application) === 'replicas that follow the load'

/** Whether an in-memory store is bought already for live values: then caching in it adds no part. */
const redisIsThere = (situation: Situation): boolean =>
  hasKind(situation, 'live') && answerIn(situation, liveStore) !== withRecords

/** Whether a key must stay on its node while other nodes are added or lost. */
const nodesComeAndGo = ({ signals }: Situation): boolean =>
  signals.any('growth', 'high-availability', 'high-traffic')

function explain(situation: Situation, chosen: string): Explanation {
  const { totals, signals } = situation
  const cores = readCores(situation)
  const hits = figure('cache.hit-ratio')
  const words = [
    ...new Set([...sharedWords(situation), ...signals.of('popular', 'repeated', 'toggles')]),
  ]
  const hot = hotBytes(situation)
  return {
    answer: `${capital(chosen)}: ${frequency(totals.readsPerSecond, 'reads')} keep ${busy(cores)} database cores busy; numbers alone buy a cache from ${show(coresWithoutCache)}`,
    because: [
      {
        text: `${frequency(totals.readsPerSecond, 'reads')} keep ${busy(cores)} cores of the database busy, ${portion(cores / coresWithoutCache)} of what an 8-core machine should carry`,
        from: [...citeMix(situation), 'L-read-cores', 'capacity.headroom'],
      },
      {
        text: `At the healthy hit ratio of ${percent(hits)} a cache leaves ${show(behindCache(cores, hits))} of them; with an empty cache all ${show(cores)} come back, ${show(1 / (1 - hits))} times as much, and the database is sized for that`,
        from: ['cache.hit-ratio'],
      },
      {
        text: `What is read often is about ${bytes(hot)} (${percent(figure('capacity.working-set'))} of the data), against ${bytes(figure('cache.local-size'))} in a replica; over the network a read costs ${show(figure('cache.remote-read'))} ms`,
        from: ['capacity.working-set', 'cache.local-size', 'cache.remote-read'],
      },
      ...(chosen !== http && words.length > 0
        ? [
            {
              text: `The brief says it: ${[...new Set(words.map((word) => quote(situation, word)))].join(', ')}`,
              from: [],
            },
          ]
        : []),
    ],
    consequences: [
      ...(cacheable(situation).length > 0
        ? [
            `${counted(cacheable(situation).length, 'public read')} with an ETag and Cache-Control of ${httpSeconds(situation)} s: browsers and any CDN in front may keep them, and edits are visible within that time`,
          ]
        : [
            'What one person sees carries an ETag and is private: a browser asks whether it changed and gets 304',
          ]),
      'Nothing that belongs to one person is cached outside that person’s browser',
      ...(chosen === http ? later : boughtConsequences(situation)),
    ],
  }
}

const later = [
  'Cache-aside, when it is bought, has single flight per key, a TTL with jitter and invalidation by the module’s own events',
]

function boughtConsequences(situation: Situation): string[] {
  const names = cachedReads(situation).map(({ name }) => name)
  return [
    `Kept: answers of ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}, for ${ttlOf(situation)} s ± ${percent(figure('cache.jitter'))}, so that keys set together do not end together`,
    'A change publishes an event with the tags of what it touched (the row, its lists); each cache drops these, and the TTL is the net for what was missed',
    'One caller per key asks the database, the others wait for it; an answer that has just expired is served once more while it is renewed',
    'After a start or a lost node the hottest keys are read first and callers are let in as the hit ratio rises; without the cache the system is slower, not down',
    ...(answerIn(situation, publicApi) === 'GraphQL'
      ? [
          'GraphQL is cached by the loader per request and by persisted queries at the edge, since its answers have no address of their own',
        ]
      : []),
  ]
}

/** Seconds that an answer may be kept: within the staleness the brief allows. */
export const ttlOf = (situation: Situation): number => httpSeconds(situation) || defaultTtl

/** Seconds, where the brief says nothing of staleness: people take a minute for "now" in what others publish. */
const defaultTtl = 30

const hotBytes = ({ totals }: Situation) => totals.bytesAfterYear * figure('capacity.working-set')

/** Database cores that queries keep busy. */
export function readCores({ loads }: Situation): number {
  return loads
    .filter(({ operation }) => operation.kind === 'query')
    .reduce((sum, { peakPerSecond, work }) => sum + (peakPerSecond * work.databaseMs) / 1000, 0)
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
