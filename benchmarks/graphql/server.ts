import { emitGraphql } from '@archwright/kit/emit'
import fastify from 'fastify'
import mercurius from 'mercurius'

import { serve } from '../tea/serve.ts'
import { tea, teaModule } from '../tea/tea.ts'

const limits = { maxDepth: 10, maxCost: 10_000, maxCalls: 10, maxSubscriptions: 10 }

await serve({
  interfaces: { graphql: { ...limits, documents: 'any' } },
  addressOf: ({ urls }) => urls.graphql ?? '',
  /** Mercurius with the same schema, compiled as well, and the same check of tokens; nothing else that the kit does. */
  async peer({ check }) {
    const server = fastify()
    server.register(mercurius, {
      schema: emitGraphql([teaModule]),
      jit: 1,
      context: async ({ headers }) => {
        await check(headers.authorization)
        return {}
      },
      resolvers: { Query: { teaGetTea: async () => tea } },
    })
    return `${await server.listen({ port: 0, host: '127.0.0.1' })}/graphql`
  },
})
