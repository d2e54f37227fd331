import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Operation, Query, RestSpec } from '../../contract/operation.ts'
import type { Versions } from '../../contract/revision.ts'
import type { Reply } from '../../dispatch/call.ts'
import { jsonOf } from '../../dispatch/kept-json.ts'
import { limitClassOf } from '../../protection/limit-class.ts'
import { endHeaders, varyOn } from './api-version.ts'
import { sendPacked } from './compression.ts'
import { entityTag, noneMatchHolds } from './entity-tag.ts'
import { linkAdder } from './links.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import type { Offered } from './relations.ts'
import type { Project } from './sparse-fields.ts'

/** Writes a successful reply of the one path as HTTP. */
export type Answer = (
  request: FastifyRequest,
  reply: FastifyReply,
  answered: {
    readonly outcome: Reply
    readonly project: Project | undefined
    /** The body is left out, as the client prefers. */
    readonly empty?: true
    /** What it started has ended already, as the client waited for. */
    readonly ended?: true
  },
) => FastifyReply

/** Builds the answer of an operation: status, version, caching, entity tag, limits, links, body. */
export function answerOf({ operation, rest, offered, versions }: Answered): Answer {
  const status = rest.status ?? 200
  const policy = limitClassOf(operation)
  const shared = mayBeShared(operation)
  const reads = operation.kind === 'query'
  const constant = { 'cache-control': cacheControlOf(operation, rest), ...endHeaders(operation) }
  const addLinks = linkAdder({ operation, rest }, offered)
  return (request, reply, { outcome, project, empty, ended }) => {
    const { output, replayed, limit } = outcome
    reply.headers(constant)
    // Who signed in may be shown more than the public: that answer is theirs alone, and never stale.
    if (shared && request.headers.authorization) {
      reply.header('cache-control', 'private, no-cache')
    }
    if (shared && versions.current) varyOn(reply, 'API-Version')
    if (replayed) reply.header('idempotency-replayed', 'true')
    if (limit) reply.headers(rateLimitHeaders(policy, limit))
    addLinks(request, reply, outcome)
    const tag = tagOf(rest, output)
    if (tag !== undefined) reply.header('etag', tag)
    if (tag !== undefined && isUnchanged(request, tag)) return reply.code(304).send()
    if (empty) return reply.code(204).send()
    reply.code(ended ? 200 : status)
    if (status === 204) return reply.send()
    // A schema-made serializer would drop fields the schema does not name and turn a missing one into a 500.
    const text = jsonOf(project ? project(output) : output)
    reply.header('content-type', 'application/json; charset=utf-8')
    return reads ? sendPacked(request, reply, text) : reply.send(text)
  }
}

interface Answered extends Offered {
  readonly offered: readonly Offered[]
  readonly versions: Versions
}

/** Shared caches may keep public answers that say for how long; whatever has a tag may be kept but asked about. */
function cacheControlOf(operation: Operation, rest: RestSpec): string {
  if (mayBeShared(operation)) return `public, max-age=${operation.cacheSeconds}`
  return operation.kind === 'query' && rest.etag ? 'private, no-cache' : 'no-store'
}

function mayBeShared(operation: Operation): operation is Query & { cacheSeconds: number } {
  return operation.kind === 'query' && !!operation.cacheSeconds && operation.access === 'public'
}

function tagOf({ etag }: RestSpec, output: unknown): string | undefined {
  if (etag === undefined || typeof output !== 'object' || output === null) return undefined
  const value = (output as Record<string, unknown>)[etag]
  return value === undefined ? undefined : entityTag(value)
}

function isUnchanged({ method, headers }: FastifyRequest, tag: string): boolean {
  const noneMatch = headers['if-none-match']
  const reads = method === 'GET' || method === 'HEAD'
  return reads && noneMatch !== undefined && noneMatchHolds(noneMatch, tag)
}
