import type { FastifyInstance } from 'fastify'

import { httpProblem } from './problem.ts'

/** As long as random parts of tokens are at least; names and search words are shorter. */
const tokenLength = 40

/**
 * Refuses requests whose address holds a token of these kinds: addresses stand in the logs of every proxy on the way.
 * A client that is refused from the first try on never ships like that.
 * @param prefixes what the tokens begin with
 */
export function refuseSecretsInUrls(server: FastifyInstance, prefixes: readonly string[]): void {
  const tokens = prefixes.map((prefix) => new RegExp(`${prefix}[\\w-]{${tokenLength},}`))
  server.addHook('onRequest', (request, _reply, done) => {
    if (!tokens.some((token) => token.test(request.url))) return done()
    request.raw.url = '/' // so that nothing repeats it, the answer included
    done(httpProblem('SECRET_IN_URL'))
  })
}
