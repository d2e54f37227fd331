import type { FastifyInstance } from 'fastify'

import { httpProblem } from './problem.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'QUERY'] as const

/**
 * Answers the methods that a path does not take with 405 and those it takes (RFC 9110 §15.5.6).
 * @param routes what is offered, path and method
 */
export function refuseOtherMethods(
  scope: FastifyInstance,
  routes: readonly { readonly url: string; readonly method: string }[],
): void {
  for (const [url, offered] of Map.groupBy(routes, (route) => route.url)) {
    const taken = new Set(offered.map(({ method }) => method))
    const allow = [...taken, ...(taken.has('GET') ? ['HEAD'] : [])].join(', ')
    scope.route({
      method: methods.filter((method) => !taken.has(method)),
      url,
      exposeHeadRoute: false,
      onRequest: (_request, reply, done) => {
        reply.header('allow', allow)
        done(httpProblem('METHOD_NOT_ALLOWED'))
      },
      handler: (_request, reply) => reply.callNotFound(), // never reached
    })
  }
}
