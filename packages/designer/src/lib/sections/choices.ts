import type { Choices } from '@archwright/model'

import { isInternal } from '../brief/leading.ts'
import { callsOutside } from '../decisions/placing.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** The decisions in the vocabulary of published designs. */
export function choicesOf(situation: Situation, verdicts: Verdicts): Choices {
  const { traits } = situation
  const apart = verdicts.chosen('topology') === 'microservices'
  const messaging = messagingOf[verdicts.chosen('messaging')] ?? { kinds: ['none'] }
  const cache = verdicts.chosen('cache')
  const search = verdicts.chosen('store.search')
  return {
    topology: verdicts.chosen('topology'),
    api_public: publicStyles(situation, verdicts),
    api_internal: apart ? ['rest', 'messaging'] : [],
    stores: storesOf(situation, search, verdicts.chosen('store.records')),
    messaging: traits.stream ? ['event-stream'] : messaging.kinds,
    ...(messaging.engine === undefined
      ? {}
      : { messaging_engine: traits.stream ? 'kafka-like' : messaging.engine }),
    cache: cacheOf(cache),
    consistency: { ops: consistencyOf(situation), mechanism: mechanismsOf(situation, verdicts) },
    auth: {
      authn: traits.partners ? ['jwt-oidc', 'api-key'] : ['jwt-oidc'],
      authz: traits.tenants ? ['rbac', 'tenant-isolation'] : ['rbac'],
    },
    rate_limit: { present: true, algorithm: 'token-bucket', where: 'application' },
    scaling: scalingOf(verdicts),
    resilience: resilienceOf(situation),
    special: specialOf(situation),
  }
}

const messagingOf: Record<string, { kinds: string[]; engine?: string }> = {
  'outbox and a PostgreSQL channel': { kinds: ['job-queue'], engine: 'db-backed' },
  'outbox and a message broker': { kinds: ['broker-queue'], engine: 'rabbitmq-like' },
  'outbox and an event stream': { kinds: ['event-stream'], engine: 'kafka-like' },
}

function publicStyles({ traits }: Situation, verdicts: Verdicts): string[] {
  const realtime: Record<string, string> = { 'server-sent events': 'sse', WebSocket: 'websocket' }
  const live = realtime[verdicts.chosen('api.realtime')]
  return [
    verdicts.chosen('api.public').toLowerCase(),
    ...(live === undefined ? [] : [live]),
    ...(traits.webhooksOut ? ['webhook'] : []),
  ]
}

function storesOf({ brief }: Situation, search: string, records: string): Record<string, string> {
  const family = /document|key-value|wide-column/.exec(records)?.[0] ?? 'relational'
  const stores = Object.fromEntries(
    brief.entities.map(({ name, shape }) => [name, shape === 'blob' ? 'object' : family]),
  )
  if (search === 'search engine fed by events') stores.search = 'search'
  return stores
}

function cacheOf(chosen: string): Choices['cache'] {
  if (chosen === 'HTTP caching only') return { kinds: [] }
  const pattern = chosen.startsWith('write-through') ? 'write-through' : 'cache-aside'
  return { kinds: [chosen.includes('Redis') ? 'distributed' : 'in-memory'], pattern }
}

const consistencyOf = ({ brief }: Situation) =>
  Object.fromEntries(
    brief.operations
      .filter((operation) => !isInternal(operation, brief))
      .map(({ name, consistency }) => [name, consistency]),
  )

function mechanismsOf(situation: Situation, verdicts: Verdicts): string[] {
  const events = verdicts.chosen('messaging') === 'none' ? [] : ['outbox']
  return ['acid', ...(callsOutside(situation) ? ['saga'] : []), ...events]
}

function scalingOf(verdicts: Verdicts): string[] {
  const database = verdicts.chosen('scaling.database')
  return [
    verdicts.chosen('scaling.application') === 'replicas that follow the load'
      ? 'autoscaling'
      : 'replicas',
    ...(database.includes('read replicas') ? ['read-replicas'] : []),
    ...(database.startsWith('sharded') ? ['sharding:customer'] : []),
    ...(verdicts.chosen('scaling.growth') === 'partitions by month' ? ['partitioning:time'] : []),
    ...(verdicts.chosen('availability').includes('standby') ? ['hot-standby'] : []),
  ]
}

function resilienceOf({ brief }: Situation): string[] {
  return brief.dependencies.length > 0
    ? ['timeout', 'retry', 'circuit-breaker', 'bulkhead', 'idempotency']
    : ['timeout', 'idempotency']
}

function specialOf({ traits, brief }: Situation): string[] {
  const found: [boolean, string][] = [
    [brief.dependencies.length > 0, 'fallback'],
    [traits.payments, 'reconciliation'],
    [traits.files, 'presigned-upload'],
    [traits.webhooksOut, 'hmac-signatures'],
    [traits.legacy, 'strangler-fig'],
    [traits.aggregates, 'bff'],
    [traits.series, 'downsampling'],
    [traits.stream, 'stream-processing'],
  ]
  return found.flatMap(([holds, slug]) => (holds ? [slug] : []))
}
