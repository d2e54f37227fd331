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
  const related = relations.map((relation) => ({
    operation: relation.operation,
    isMade: relation === made,
    fill: filler(relation),
    rel: `>; rel="related"; title="${relation.operation.name}"; method="${relation.method}"`,
  }))
  const reads = from.operation.kind === 'query'
  return (request, reply, { output, principal }) => {
    let links = reads ? `<${request.url}>; rel="self"` : ''
    const next = reads ? nextPage(request, output) : undefined
    if (next !== undefined) links += `, <${next}>; rel="next"`
    for (const { operation, isMade, fill, rel } of related) {
      if (!principal || !mayAsk(operation, principal)) continue
      const path = fill(request.params, output)
      if (path === undefined) continue
      if (isMade) reply.header('location', path)
      links += `${links === '' ? '' : ', '}<${path}${rel}`
    }
    if (links !== '') reply.header('link', links)
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

/** Fills a path from what was asked and answered; undefined where a value is missing, as in an order without a cart. */
type Fill = (params: unknown, output: unknown) => string | undefined

/** The path is taken apart once, and not at each answer. */
function filler({ path, values }: Relation): Fill {
  const [head = '', ...rest] = `${versionPrefix}${path}`.split('{')
  const steps = rest.map((part) => {
    const [name = '', tail = ''] = part.split('}', 2)
    return { place: values[name], tail }
  })
  return (params, output) => {
    let filled = head
    for (const { place, tail } of steps) {
      const source = place?.in === 'path' ? params : output
      const value = place && (Object(source) as Record<string, unknown>)[place.field]
      if (typeof value !== 'string' && typeof value !== 'number') return undefined
      filled += encodeURIComponent(value) + tail
    }
    return filled
  }
}
