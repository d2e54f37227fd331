import { once } from 'node:events'

import { WebSocket } from 'ws'

import type { Problem } from '../../transports/rest/problem.ts'
import { type Outcome, outcomeOf, type ParityCaller } from './parity-caller.ts'

/** JSON-RPC over WebSocket; each call on a socket of its own, because a socket belongs to one caller. */
export function websocketCaller(url: string): ParityCaller {
  return {
    transport: 'WebSocket',
    async call({ name }, input, { token, key, deadlineMs, signal }) {
      const socket = new WebSocket(url, ['jsonrpc-2.0'])
      signal?.addEventListener('abort', () => socket.terminate(), { once: true })
      await once(socket, 'open')
      try {
        if (token !== undefined) {
          const proven = await ask(socket, 'authenticate', { token })
          if ('failure' in proven) return proven
        }
        const meta = { idempotencyKey: key, deadlineMs } // what is undefined is not sent
        return await ask(socket, name, { ...input, _meta: meta })
      } finally {
        socket.close()
      }
    },
    close: async () => {},
  }
}

async function ask(socket: WebSocket, method: string, params: object): Promise<Outcome> {
  const ended = once(socket, 'close').then(() => {
    throw new Error('the socket closed before the answer')
  })
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  const [text] = await Promise.race([once(socket, 'message'), ended])
  const { result, error } = JSON.parse(String(text)) as Answer
  return error ? outcomeOf(error.data) : { output: result }
}

interface Answer {
  readonly result?: unknown
  readonly error?: { readonly data: Problem }
}
