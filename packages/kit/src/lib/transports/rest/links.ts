import type { FastifyReply, FastifyRequest } from 'fastify'

import { mayAsk } from '../../dispatch/authorize.ts'
import type { Reply } from '../../dispatch/call.ts'
import { versionPrefix } from './fields.ts'
import { madeBy, type Offered, type Relation, relationsOf } from './relations.ts'

/** Adds the links of an answer: RFC 8288, in the header, so that the body stays what the contract says. */
export type AddLinks = (request: FastifyRequest, reply: FastifyReply, outcome: Reply) => void

/**
 * Builds the links of an operation: `self` of what was read, `next` of a page, `related` for what this caller may do
 * with the thing, each with the operation's name as title and its method; and Location of what was made or started.
 */
export function linkAdder(from: Offered, offered: readonly Offered[]): AddLinks {
  const relations = relationsOf(from, offered)
  const made = madeBy(from, relations)
  const reads = from.operation.kind === 'query'
  return (request, reply, { output, principal }) => {
    const links = reads ? [`<${request.url}>; rel="self"`] : []
    const next = reads ? nextPage(request, output) : undefined
    if (next !== undefined) links.push(`<${next}>; rel="next"`)
    for (const relation of relations) {
      if (!principal || !mayAsk(relation.operation, principal)) continue
      const path = fill(relation, request, output)
      if (path === undefined) continue
      if (relation === made) reply.header('location', path)
      links.push(
        `<${path}>; rel="related"; title="${relation.operation.name}"; method="${relation.method}"`,
      )
    }
    if (links.length > 0) reply.header('link', links.join(', '))
  }
}

function nextPage({ url }: FastifyRequest, output: unknown): string | undefined {
  const { nextCursor } = Object(output) as { nextCursor?: unknown }
  if (typeof nextCursor !== 'string') return undefined
  const [path, search] = url.split('?', 2)
  const query = new URLSearchParams(search)
  query.set('cursor', nextCursor)
  return `${path}?${query}`
}

/** The path with its values; undefined where the answer has none, as in an order without a cart. */
function fill(
  { path, values }: Relation,
  { params }: FastifyRequest,
  output: unknown,
): string | undefined {
  let whole = true
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const place = values[name]
    const source = place?.in === 'path' ? params : output
    const value = place && (Object(source) as Record<string, unknown>)[place.field]
    if (typeof value === 'string' || typeof value === 'number') return encodeURIComponent(value)
    whole = false
    return ''
  })
  return whole ? `${versionPrefix}${filled}` : undefined
}
