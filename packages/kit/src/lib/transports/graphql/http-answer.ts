import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ExecutionResult, GraphQLError } from 'graphql'

import type { ReportError } from '../rest/send-problem.ts'
import { formatError, Refusal, refusalOf, statusOf } from './refusal.ts'

const graphqlJson = 'application/graphql-response+json'
const plainJson = 'application/json'

/** The media type of the answer: GraphQL's own for whoever names it, JSON for everybody else. */
function mediaTypeOf({ headers }: FastifyRequest): string {
  return headers.accept?.toLowerCase().includes(graphqlJson) ? graphqlJson : plainJson
}

/** Answers with a result. An answer with data has status 200, whatever failed in it. */
export function sendResult(
  request: FastifyRequest,
  reply: FastifyReply,
  result: ExecutionResult,
  options: {
    readonly cacheSeconds?: number | undefined
    readonly report?: ReportError | undefined
  },
): FastifyReply {
  const { data, errors = [] } = result
  // Without data nothing was executed: the variables do not fit the document.
  if (data === undefined) return sendRefusal(request, reply, refusalOf('INVALID_INPUT', errors))
  const place = { correlationId: request.id, report: options.report }
  const failed = errors.length > 0
  const { cacheSeconds } = options
  const isShared = cacheSeconds && !failed && !request.headers.authorization
  reply.header('cache-control', isShared ? `public, max-age=${cacheSeconds}` : 'no-store')
  const formatted = failed ? { errors: errors.map((error) => formatError(error, place)) } : {}
  return send(request, reply, { ...formatted, data })
}

/**
 * Answers that nothing was executed. GraphQL's own media type says so by the status too; plain JSON keeps 200 for what
 * a document did wrong, because its readers take other statuses for those of a proxy (GraphQL over HTTP §6.4).
 */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply {
  const place = { correlationId: request.id }
  const isPlain = mediaTypeOf(request) === plainJson
  reply.code(isPlain && refusal.status === undefined ? 200 : statusOf(refusal))
  if (refusal.status === 405) reply.header('allow', 'POST')
  reply.header('cache-control', 'no-store')
  return send(request, reply, { errors: refusal.errors.map((error) => formatError(error, place)) })
}

/** Answers whatever was thrown, in GraphQL's shape. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
  report?: ReportError,
): FastifyReply {
  if (thrown instanceof Refusal) return sendRefusal(request, reply, thrown)
  const originalError = thrown instanceof Error ? thrown : new Error(String(thrown))
  const error = new GraphQLError(originalError.message, { originalError })
  const formatted = formatError(error, { correlationId: request.id, report })
  reply.code(Number(formatted.extensions.status)).header('cache-control', 'no-store')
  return send(request, reply, { errors: [formatted] })
}

function send(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  const vary = [reply.getHeader('vary'), 'Accept', 'Authorization'].filter(Boolean).join(', ')
  return reply
    .header('content-type', `${mediaTypeOf(request)}; charset=utf-8`)
    .header('vary', vary)
    .send(JSON.stringify(body))
}
