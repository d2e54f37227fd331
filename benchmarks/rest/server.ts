import fastify from 'fastify'

import { type Peer, serve } from '../tea/serve.ts'
import { changeTea, getTea, tea } from '../tea/tea.ts'
import { serveNest } from './nest.ts'

await serve({
  addressOf: ({ url }) => `${url}/v1`,
  peer: (peer) => (peer.which === 'NestJS' ? serveNest(peer) : serveFastify(peer)),
})

/** Fastify with the same schemas and the same check of tokens, and nothing else that the kit does. */
function serveFastify({ check }: Peer): Promise<string> {
  const server = fastify({ ajv: { customOptions: { removeAdditional: false } } })
  server.addHook('onRequest', ({ headers }) => check(headers.authorization))
  const response = { 200: getTea.output }
  server.get('/teas/:teaId', { schema: { params: getTea.input, response } }, async () => tea)
  server.post('/teas', { schema: { body: changeTea.input, response } }, async () => tea)
  return server.listen({ port: 0, host: '127.0.0.1' })
}
