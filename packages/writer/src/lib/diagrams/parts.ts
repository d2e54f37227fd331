import type { Actor, Design, Interface } from '@archwright/model'

import { onOneLine } from '../text/markdown.ts'
import { identifiers } from '../text/mermaid.ts'
import type { Arrow, Box } from './c4.ts'

/** People and systems that call from outside, one box each. */
export function callers({ brief }: Design): Box[] {
  const outside = brief.actors.filter(({ trust }) => trust !== 'internal')
  const ids = identifiers(
    'actor',
    outside.map(({ name }) => name),
  )
  return outside.map((actor) => ({
    id: ids.get(actor.name) ?? '',
    kind: 'person',
    name: capitalized(actor.name),
    type: callerTypes[actor.trust],
    description: actor.clients.length > 0 ? `by ${actor.clients.join(', ')}` : '',
  }))
}

const callerTypes: Record<Actor['trust'], string> = {
  public: 'Person',
  partner: 'Partner system',
  staff: 'Staff',
  internal: 'Internal',
}

/** Systems of others which this one calls, one box each. */
export function outsideSystems({ brief }: Design): Box[] {
  const ids = identifiers(
    'outside',
    brief.dependencies.map(({ name }) => name),
  )
  return brief.dependencies.map(({ name, purpose }) => ({
    id: ids.get(name) ?? '',
    kind: 'external',
    name: capitalized(name),
    type: 'External system',
    description: purpose,
  }))
}

/** Deployables as C4 containers. */
export function processes({ deployables, modules }: Design): Box[] {
  const ids = identifiers(
    'process',
    deployables.map(({ name }) => name),
  )
  return deployables.map(({ name, modules: inside, replicas }) => ({
    id: ids.get(name) ?? '',
    kind: 'process',
    name,
    type: `Container: Node.js 24${replicas > 1 ? `, ${replicas} replicas` : ''}`,
    description:
      modules.length === inside.length ? `All modules: ${inside.join(', ')}` : inside.join(', '),
  }))
}

/** Stores as C4 containers. */
export function stores({ stores: kept }: Design): Box[] {
  const ids = identifiers(
    'store',
    kept.map(({ name }) => name),
  )
  return kept.map(({ name, engine, family, holds, replicas }) => ({
    id: ids.get(name) ?? '',
    kind: 'store',
    name,
    type: `Container: ${engine}${replicas > 1 ? `, ${replicas} copies` : ''}`,
    description: holds.length > 0 ? `Holds ${holds.join(', ')}` : family,
  }))
}

/** Caches that are a process of their own; one inside the process is not a container. */
export function cacheServers({ caches }: Design): Box[] {
  const shared = caches.filter(({ kind }) => !/memory|process|local/i.test(kind))
  const ids = identifiers(
    'cache',
    shared.map(({ name }) => name),
  )
  return shared.map(({ name, kind, pattern, holds }) => ({
    id: ids.get(name) ?? '',
    kind: 'cache',
    name,
    type: `Container: ${kind}, ${pattern}`,
    description: holds.length > 0 ? `Holds ${holds.join(', ')}` : '',
  }))
}

/** What callers speak: "REST, GraphQL over HTTPS". */
export function publicStyles({ interfaces }: Design): string {
  const spoken = interfaces.filter((each) => !isWebhook(each)).map(({ style }) => spelled(style))
  return spoken.length > 0 ? `${[...new Set(spoken)].join(', ')} over HTTPS` : 'HTTPS'
}

/** The arrows by which outside systems call back into the first of `into`. */
export function webhooks({ interfaces, brief }: Design, into: readonly Box[]): Arrow[] {
  const ids = identifiers(
    'outside',
    brief.dependencies.map(({ name }) => name),
  )
  const callers = interfaces.filter(isWebhook).flatMap(({ audience }) => ids.get(audience) ?? [])
  return callers.flatMap((from) =>
    into.slice(0, 1).map((to) => ({ from, to: to.id, label: 'signed webhooks', dashed: true })),
  )
}

const isWebhook = ({ style }: Interface): boolean => style.toLowerCase().startsWith('webhook')

/** An arrow from each of the first boxes to each of the second. */
export function arrowsBetween(from: readonly Box[], to: readonly Box[], label: string): Arrow[] {
  return from.flatMap((source) => to.map((target) => ({ from: source.id, to: target.id, label })))
}

/** The style's name as people write it. */
export function spelled(style: string): string {
  return spellings[style.toLowerCase()] ?? style
}

const spellings: Record<string, string> = {
  rest: 'REST',
  graphql: 'GraphQL',
  grpc: 'gRPC',
  websocket: 'WebSocket',
  sse: 'SSE',
  webhook: 'webhook',
}

/** The name with its first letter large. */
export function capitalized(name: string): string {
  const text = onOneLine(name)
  return text.charAt(0).toUpperCase() + text.slice(1)
}
