import type { Brief, Entity } from '@archwright/model'

/** What kind of system it is, as far as decisions care. */
export const traitNames = [
  'realtime',
  'twoWay',
  'stream',
  'search',
  'files',
  'graph',
  'series',
  'documents',
  'tenants',
  'partners',
  'webhooksOut',
  'identity',
  'payments',
  'orders',
  'aggregates',
  'devices',
  'jobs',
  'legacy',
] as const
export type Trait = (typeof traitNames)[number]
export type Traits = Readonly<Record<Trait, boolean>>

/** Words of capabilities and asks that name a trait. */
const words: Partial<Record<Trait, RegExp>> = {
  realtime: /\b(real-?time|live|chat|presence|push|collab\w*|subscriptions?)\b/,
  twoWay: /\b(chat|collab\w*|presence|multiplayer|whiteboard|signal\w*)\b/,
  stream:
    /analytics|clickstream|telemetry|event-stream|event-sourc|event-driven|\bingest|\biot\b|log-pipeline/,
  search: /search/,
  files: /file|upload|image|video|media|attachment|object-storage/,
  graph: /graph-data|social-graph|recommendation|follow/,
  series: /time-series|metric|telemetry|sensor|\biot\b/,
  documents: /document-store|cms|content-model/,
  tenants: /tenant|saas/,
  partners: /partner|third-party-api|public-api|api-key/,
  webhooksOut: /webhook-(delivery|sending|out)|outbound-webhook|\bwebhooks\b/,
  identity: /identity|auth|login|sso|oauth|user-account/,
  payments: /payment|billing|checkout/,
  orders: /\borders?\b/,
  aggregates: /graphql|bff|backend-for-frontend|front-ends/,
  jobs: /job|background|schedul|batch|async/,
  legacy: /migrat|strangler|legacy/,
}

const byShape: Partial<Record<Entity['shape'], Trait>> = {
  blob: 'files',
  graph: 'graph',
  series: 'series',
  document: 'documents',
}

/** Recognizes traits from capabilities, asks, shapes of data, kinds of operation and actors. */
export function recognizeTraits(brief: Brief): Traits {
  const named = [
    ...brief.capabilities.map(({ name }) => name),
    ...brief.asks.map(({ what }) => what),
  ]
    .join(' ')
    .toLowerCase()
  const found = new Set<Trait>(traitNames.filter((trait) => words[trait]?.test(named)))
  for (const { shape, perTenant } of brief.entities) {
    const trait = byShape[shape]
    if (trait) found.add(trait)
    if (perTenant) found.add('tenants')
  }
  for (const { kind, name } of brief.operations) {
    if (kind === 'subscription') found.add('realtime')
    if (kind === 'job') found.add('jobs')
    if (/search/i.test(name)) found.add('search')
  }
  for (const { name, trust, clients } of brief.actors) {
    const calls = brief.operations.some(
      ({ actor, name: of }) => actor === name && !/webhook/i.test(of),
    )
    if (trust === 'partner' && calls) found.add('partners')
    if (clients.includes('device')) found.add('devices')
  }
  if (brief.existing.length > 0) found.add('legacy')
  return Object.fromEntries(traitNames.map((trait) => [trait, found.has(trait)])) as Traits
}
