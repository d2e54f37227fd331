import { once } from 'node:events'

import { WebSocket } from 'ws'

import { say } from '../../../feed/testing/swings.ts'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly error?: { code: number; message: string; data: { code: string } }
  readonly params?: Record<string, unknown>
}

/** A client of JSON-RPC over WebSocket, for tests. */
export interface RpcClient {
  readonly socket: WebSocket
  /** The result, or the error, of a call. */
  call(method: string, params?: object): Promise<Message>
  /** Everything told so far: "opened red 1", or "ended CODE". */
  readonly heard: string[]
  /** The newest position told. */
  position(): string | undefined
  /** Waits until so many were told. */
  hears(count: number): Promise<string[]>
  /** Close code and reason. */
  readonly closed: Promise<[number, string]>
}

export interface ClientOptions {
  readonly token?: string
  readonly protocols?: string[]
  readonly headers?: Record<string, string>
}

export async function connectRpc(url: string, options: ClientOptions = {}): Promise<RpcClient> {
  const { token, protocols = ['jsonrpc-2.0'], headers = {} } = options
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`, protocols, {
    headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  })
  const waiting = new Map<number, (message: Message) => void>()
  const heard: string[] = []
  let position: string | undefined
  let calls = 0
  const closed = new Promise<[number, string]>((resolve) =>
    socket.once('close', (code, reason) => resolve([code, String(reason)])),
  )
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    const { method, params } = message
    if (params?.position) position = String(params.position)
    if (method === 'event') heard.push(say(params as unknown as Parameters<typeof say>[0]))
    if (method === 'ended') heard.push(`ended ${Object(params?.problem).code}`)
  })
  await once(socket, 'open')
  return {
    socket,
    heard,
    closed,
    position: () => position,
    async call(method, params = {}) {
      calls += 1
      const id = calls
      const answer = new Promise<Message>((resolve) => waiting.set(id, resolve))
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
      return answer
    },
    async hears(count) {
      const deadlineAt = Date.now() + 20_000
      while (heard.length < count && Date.now() < deadlineAt)
        await new Promise((next) => setTimeout(next, 10))
      return heard
    },
  }
}
