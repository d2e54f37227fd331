import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'

const oneMebibyte = 1_048_576
const goodbyeMs = 1_000

/** Prefix of the subprotocol that carries a token where no header can: browsers. It is never the one that is chosen. */
export const bearerProtocol = 'bearer.'

/**
 * Lets routes of this server take WebSockets; call it once, before they are added. A closing server says 1001 (going
 * away), and cuts whoever has not gone a second later, because sockets would keep it from closing.
 */
export async function acceptWebSockets(server: FastifyInstance): Promise<void> {
  await server.register(websocket, {
    options: {
      maxPayload: oneMebibyte,
      handleProtocols: (offered) =>
        [...offered].find((protocol) => !protocol.startsWith(bearerProtocol)) ?? false,
    },
    preClose(done) {
      const { clients } = server.websocketServer
      for (const client of clients) client.close(1001, 'the server is going away')
      setTimeout(() => {
        for (const client of clients) client.terminate()
      }, goodbyeMs).unref()
      server.websocketServer.close()
      done()
    },
  })
}
