import type { Cache, Interface, Module, Store } from '@archwright/model'

import { isInternal } from '../brief/leading.ts'
import { cacheable, httpSeconds } from '../cacheable.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

export function interfacesOf(
  { brief }: Situation,
  modules: readonly Module[],
  verdicts: Verdicts,
): Interface[] {
  const asked = new Set(
    brief.operations
      .filter((operation) => !isInternal(operation, brief) && operation.kind !== 'job')
      .map(({ name }) => name),
  )
  const inside = modules.flatMap(({ operations }) => operations).filter((name) => !asked.has(name))
  const subscriptions = brief.operations
    .filter(({ kind }) => kind === 'subscription')
    .map(({ name }) => name)
  const shared = {
    versioning: verdicts.chosen('api.versioning'),
    pagination: verdicts.chosen('api.pagination'),
  }
  const realtime = verdicts.chosen('api.realtime')
  return [
    {
      name: 'public',
      style: verdicts.chosen('api.public'),
      audience: brief.actors
        .filter(({ trust }) => trust !== 'internal')
        .map(({ name }) => name)
        .join(', '),
      operations: [...asked].filter((name) => !subscriptions.includes(name)),
      ...shared,
      decision: verdicts.id('api.public'),
    },
    ...(realtime === ''
      ? []
      : [
          {
            name: 'realtime',
            style: realtime,
            audience: 'clients that listen',
            operations: subscriptions,
            ...shared,
            decision: verdicts.id('api.realtime'),
          },
        ]),
    ...(modules.length > 1
      ? [
          {
            name: 'internal',
            style: verdicts.chosen('api.internal'),
            audience: 'modules',
            operations: inside,
            ...shared,
            decision: verdicts.id('api.internal'),
          },
        ]
      : []),
  ]
}

/** The database, and stores of other kinds where the shape of the data asks for one. */
export function storesOf({ brief, signals, needs }: Situation, verdicts: Verdicts): Store[] {
  const blobs = brief.entities.filter(({ shape }) => shape === 'blob').map(({ name }) => name)
  const records = brief.entities.filter(({ shape }) => shape !== 'blob').map(({ name }) => name)
  const decision = verdicts.id('store.records')
  const chosen = verdicts.chosen('store.records')
  const doubled = needs.availability >= 0.9995 ? 2 : 1
  const engine = verdicts.chosen('store.search') === 'search engine fed by events'
  return [
    {
      name: 'main',
      family: familyOf[chosen] ?? 'relational',
      engine: chosen,
      holds: records,
      replicas: doubled,
      decision,
    },
    ...(blobs.length > 0 || signals.any('files', 'media', 'large-objects')
      ? [
          {
            name: 'files',
            family: 'object',
            engine: 'S3-compatible object store',
            holds: blobs,
            replicas: 1,
            decision,
          },
        ]
      : []),
    ...(engine
      ? [
          {
            name: 'search',
            family: 'search',
            engine: 'OpenSearch',
            holds: [],
            replicas: 2,
            decision: verdicts.id('store.search'),
          },
        ]
      : []),
  ]
}

const familyOf: Record<string, string> = {
  'document store': 'document',
  'key-value store': 'key-value',
  'wide-column store': 'wide-column',
}

/** HTTP caching is no part of its own; the others are. */
export function cachesOf(situation: Situation, verdicts: Verdicts): Cache[] {
  const chosen = verdicts.chosen('cache')
  const shared = cacheable(situation)
  const holds = shared.map(({ name }) => name)
  const decision = verdicts.id('cache')
  const ttlSeconds = httpSeconds(situation)
  const http = {
    name: 'http',
    kind: 'http',
    pattern: 'conditional requests',
    holds,
    ttlSeconds,
    invalidation: 'ETag of the row version; Cache-Control max-age',
    decision,
  }
  if (holds.length === 0) return []
  if (chosen === 'HTTP caching only') return [http]
  const pattern = chosen.startsWith('write-through') ? 'write-through' : 'cache-aside'
  const kind = chosen.includes('Redis') ? 'distributed' : 'in-memory'
  return [
    http,
    {
      name: 'reads',
      kind,
      pattern,
      holds,
      ttlSeconds,
      invalidation: 'events of the owning module, TTL with jitter',
      decision,
    },
  ]
}
