import type { Socket } from 'node:net'

import type { FastifyInstance } from 'fastify'

const lookEveryMs = 25
/** Who connected and has asked nothing for this long is not about to. */
const silentMs = 1_000

/**
 * Makes the close of a server that answers what is under way and waits for nothing else. Node closes the connections
 * that are idle when closing starts. It leaves those that become idle after their last answer (for their keep-alive
 * time) and those that never asked anything, as browsers and pools open them ahead (for 60 s, its time for headers).
 */
export function closerOf(server: FastifyInstance): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async () => {
    const closeIdle = setInterval(() => server.server.closeIdleConnections(), lookEveryMs)
    const closeSilent = setTimeout(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    }, silentMs)
    try {
      await server.close()
    } finally {
      clearInterval(closeIdle)
      clearTimeout(closeSilent)
    }
  }
}
