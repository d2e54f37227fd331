import type { Actor, Design } from '@archwright/model'

import { onOneLine, some } from '../text/markdown.ts'
import { identifiers } from '../text/mermaid.ts'
import { duration } from '../text/quantity.ts'
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
    description: upperFirst(purpose),
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

/** The gateway as a C4 container, where it chooses between routes. */
export function entrance({ gateway }: Design): Box[] {
  if (gateway.routes.length === 0) return []
  return [
    {
      id: 'gateway',
      kind: 'system',
      name: upperFirst(gateway.kind.replace(/^an? /, '')),
      type: 'Container: entrance',
      description: 'TLS, tokens, limits, routes',
    },
  ]
}

/** The backends of front ends as C4 containers. */
export function frontEnds({ frontEnds: each }: Design): Box[] {
  const ids = identifiers(
    'front',
    each.map(({ name }) => name),
  )
  return each.map(({ name, client }) => ({
    id: ids.get(name) ?? '',
    kind: 'process',
    name,
    type: 'Container: backend for a front end',
    description: `Joins and trims answers for ${client}`,
  }))
}

/** What runs today, where the design says how it is replaced. */
export function oldSystem({ brief, migration }: Design): Box[] {
  if (migration === undefined) return []
  return [
    {
      id: 'old',
      kind: 'external',
      name: upperFirst(brief.existing[0] ?? 'the old system'),
      type: 'Runs today',
      description: 'Shrinks with each step of the migration',
    },
  ]
}

/** Whether every process keeps its data in a database of its own. */
export const hasOwnDatabases = ({ decisions }: Design): boolean =>
  decisions.some(
    ({ key, chosen }) => key === 'services.data' && chosen === 'a database for each service',
  )

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
    description: holds.length > 0 ? `Holds ${some(holds)}` : family,
  }))
}

/** Caches that are a server of their own; one inside the process or the protocol is not a container. */
export function cacheServers({ caches }: Design): Box[] {
  const shared = caches.filter(({ kind }) => kind === 'distributed')
  const ids = identifiers(
    'cache',
    shared.map(({ name }) => name),
  )
  return shared.map(({ name, kind, pattern, holds }) => ({
    id: ids.get(name) ?? '',
    kind: 'cache',
    name,
    type: `Container: ${kind}, ${pattern}`,
    description: holds.length > 0 ? `Holds ${some(holds)}` : '',
  }))
}

/** What callers speak: "REST, GraphQL over HTTPS". */
export function publicStyles({ choices }: Design): string {
  const spoken = choices.api_public.filter((style) => style !== 'webhook').map(spelled)
  return spoken.length > 0 ? `${spoken.join(', ')} over HTTPS` : 'HTTPS'
}

/** An arrow from each of the first boxes to each of the second. */
export function arrowsBetween(from: readonly Box[], to: readonly Box[], label: string): Arrow[] {
  return from.flatMap((source) => to.map((target) => ({ from: source.id, to: target.id, label })))
}

/** How the brief's dependency at `index` is called: "deadline 1 s, 3 attempts"; nothing when no policy says so. */
export function policyOf({ brief, resilience }: Design, index: number): string {
  const policy = resilience.find(({ dependency }) => dependency === brief.dependencies[index]?.name)
  if (!policy) return ''
  const { attempts, timeoutMs } = policy
  return `deadline ${duration(timeoutMs / 1000)}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`
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

/** The name as a title: "payment-provider" becomes "Payment provider". */
export function capitalized(name: string): string {
  return upperFirst(name.replaceAll('-', ' '))
}

function upperFirst(text: string): string {
  const line = onOneLine(text)
  return line.charAt(0).toUpperCase() + line.slice(1)
}
