import type { Cache } from '@archwright/model'

import { cacheable, cachedReads, httpSeconds } from '../cacheable.ts'
import { ttlOf } from '../decisions/scalability/cache.ts'
import { contentNetwork } from '../decisions/scalability/edge.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** The layers between a client and the database, the nearest to the client first. */
export function cachesOf(situation: Situation, verdicts: Verdicts): Cache[] {
  return [
    ...httpLayer(situation, verdicts),
    ...edgeLayer(situation, verdicts),
    ...readLayer(situation, verdicts),
  ]
}

/** What browsers keep; no part of its own. */
function httpLayer(situation: Situation, verdicts: Verdicts): Cache[] {
  const holds = cacheable(situation).map(({ name }) => name)
  if (holds.length === 0) return []
  return [
    {
      name: 'http',
      kind: 'http',
      pattern: 'conditional requests',
      holds,
      ttlSeconds: httpSeconds(situation),
      invalidation: 'ETag of the row version; Cache-Control max-age',
      decision: verdicts.id('cache'),
    },
  ]
}

function edgeLayer(situation: Situation, verdicts: Verdicts): Cache[] {
  if (verdicts.chosen('cache.edge') !== contentNetwork) return []
  return [
    {
      name: 'edge',
      kind: 'cdn',
      pattern: 'read-through',
      holds: ['static files', ...cacheable(situation).map(({ name }) => name)],
      ttlSeconds: unchanging,
      invalidation: 'a new name for a new file; answers by tag and Cache-Control',
      decision: verdicts.id('cache.edge'),
    },
  ]
}

/** A year, for files whose name holds their digest. */
const unchanging = 31_536_000

function readLayer(situation: Situation, verdicts: Verdicts): Cache[] {
  const chosen = verdicts.chosen('cache')
  if (chosen === 'HTTP caching only') return []
  return [
    {
      name: 'reads',
      kind: chosen.includes('Redis') ? 'distributed' : 'in-memory',
      pattern: chosen.startsWith('write-through') ? 'write-through' : 'cache-aside',
      holds: cachedReads(situation).map(({ name }) => name),
      ttlSeconds: ttlOf(situation),
      invalidation: 'events of the owning module, TTL with jitter',
      decision: verdicts.id('cache'),
    },
  ]
}
