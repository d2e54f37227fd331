import type { FastifyInstance } from 'fastify'

import type { Served } from '../../contracts-out/proto/protos-of.ts'
import type { ServeParts } from '../grpc/serve-parts.ts'
import { encodings } from './encodings.ts'
import { webCallHandler } from './web-call.ts'
import { webFollowHandler } from './web-follow.ts'

/**
 * Offers unary calls and subscriptions to browsers, on the port of REST: gRPC-Web over HTTP/1.1 and 2. Streams of
 * many calls need what browsers do not have, and are left to gRPC itself.
 */
export function addGrpcWeb(
  server: FastifyInstance,
  { served, ...options }: { readonly served: readonly Served[] } & Omit<ServeParts, 'closing'>,
): void {
  const closing = new AbortController()
  // Before the server waits for its last answers: a stream would never end.
  server.addHook('preClose', async () => closing.abort())
  const parts = { ...options, closing: closing.signal }
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser([...encodings.keys()], { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    )
    for (const one of served) {
      const { path: url, method } = one
      if (one.serves === 'call') scope.post(url, webCallHandler(parts, one.operation, method))
      if (one.serves === 'subscription')
        scope.post(url, webFollowHandler(parts, one.subscription, method))
    }
  })
}
