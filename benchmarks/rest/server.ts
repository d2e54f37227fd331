import fastify from 'fastify'

import { serve } from '../tea/serve.ts'
import { changeTea, getTea, tea } from '../tea/tea.ts'

await serve({
  addressOf: ({ url }) => `${url}/v1`,
  /** Fastify with the same schemas and the same check of tokens, and nothing else that the kit does. */
  peer({ check }) {
    const server = fastify({ ajv: { customOptions: { removeAdditional: false } } })
    server.addHook('onRequest', ({ headers }) => check(headers.authorization))
    const response = { 200: getTea.output }
    server.get('/teas/:teaId', { schema: { params: getTea.input, response } }, async () => tea)
    server.post('/teas', { schema: { body: changeTea.input, response } }, async () => tea)
    return server.listen({ port: 0, host: '127.0.0.1' })
  },
})
