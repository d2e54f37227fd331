import type { FastifyInstance } from 'fastify'

const allowedMethods = 'GET, POST, PUT, PATCH, DELETE'
const allowedHeaders = [
  'authorization',
  'content-type',
  'grpc-timeout',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'prefer',
  'traceparent',
  'x-correlation-id',
  'x-deadline-ms',
  'x-grpc-web',
  'x-user-agent', // of gRPC-Web
]
const exposedHeaders = [
  'etag',
  'idempotency-replayed',
  'link',
  'location',
  'preference-applied',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'x-correlation-id',
].join(', ')
const preflightSeconds = '600'

/**
 * Lets the listed origins, and no others, call from a browser. Tokens travel in a header, never in cookies, so
 * credentials are not allowed.
 * @param operationHeaders further request headers that operations map to input fields
 */
export function allowOrigins(
  fastify: FastifyInstance,
  origins: readonly string[],
  operationHeaders: readonly string[],
): void {
  const allowed = new Set(origins)
  const headers = [...new Set([...allowedHeaders, ...operationHeaders])].join(', ')
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined || !allowed.has(origin)) return done()
    reply.header('access-control-allow-origin', origin)
    const preflight =
      request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    if (!preflight) {
      reply.header('access-control-expose-headers', exposedHeaders)
      return done()
    }
    reply
      .header('access-control-allow-methods', allowedMethods)
      .header('access-control-allow-headers', headers)
      .header('access-control-max-age', preflightSeconds)
      .code(204)
      .send()
  })
}
