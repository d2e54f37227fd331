import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout } from 'node:timers/promises'

import { WebSocket } from 'ws'

/** What a client that comes back was told. */
export interface Follower {
  readonly heard: number[]
  /** From publishing to hearing, milliseconds. */
  readonly delays: number[]
  readonly ready: Promise<void>
  /** Stops reading, and goes on. */
  pause(): void
  resume(): void
  leave(): void
}

class Account implements Follower {
  readonly heard: number[] = []
  readonly delays: number[] = []
  readonly #ready = Promise.withResolvers<void>()
  readonly ready = this.#ready.promise
  position: string | undefined
  left = false
  paused = false
  connection: { pause(): void; resume(): void; cut(): void } | undefined

  stands(position: string): void {
    this.position = position
    this.#ready.resolve()
  }

  tell({ n, sentAt }: { n: number; sentAt: number }): void {
    this.heard.push(n)
    this.delays.push(Date.now() - sentAt)
  }

  pause(): void {
    this.connection?.pause()
  }

  resume(): void {
    this.connection?.resume()
  }

  leave(): void {
    this.left = true
    this.connection?.cut()
  }
}

/** Follows the notes over one protocol or the other, again behind the last position whenever it is cut off. */
export function follow(url: string, protocol: 'sse' | 'websocket'): Follower {
  const account = new Account()
  const once = protocol === 'sse' ? followBySse : followByWebSocket
  const keep = async () => {
    while (!account.left) {
      await once(url, account)
      await setTimeout(200 + Math.random() * 800)
    }
  }
  void keep()
  return account
}

function followBySse(url: string, account: Account): Promise<void> {
  const headers = account.position === undefined ? {} : { 'last-event-id': account.position }
  return new Promise((resolve) => {
    const request = get(`${url}/v1/notes/new`, { headers, agent: false }, (response) => {
      account.connection = {
        pause: () => response.pause(),
        resume: () => response.resume(),
        cut: () => request.destroy(),
      }
      let text = ''
      response.setEncoding('utf8').on('data', (more: string) => {
        const frames = (text + more).split('\n\n')
        text = frames.pop() ?? ''
        for (const frame of frames) readFrame(frame, account)
      })
      response.on('close', resolve)
    })
    request.on('error', () => resolve()) // the server is away
  })
}

function readFrame(frame: string, account: Account): void {
  const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s)))
  if (fields.event === 'board.pinned') account.tell(JSON.parse(fields.data).data)
  if (fields.id) account.stands(fields.id)
}

async function followByWebSocket(url: string, account: Account): Promise<void> {
  const socket = open(url)
  account.connection = {
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    cut: () => socket.terminate(),
  }
  socket.on('error', () => {}) // the server is away; `close` follows
  socket.on('open', () => {
    const after = account.position === undefined ? {} : { after: account.position }
    const params = { subscription: 'board.notes', ...after }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 'follow', method: 'subscribe', params }))
  })
  socket.on('message', (data) => {
    const { method, params, result } = JSON.parse(String(data))
    if (method === 'event') account.tell(params.data)
    const position = (params ?? result)?.position
    if (position) account.stands(position)
  })
  await new Promise((resolve) => socket.once('close', resolve))
}

export function open(url: string): WebSocket {
  return new WebSocket(`${url.replace('http', 'ws')}/v1/ws`, { perMessageDeflate: false })
}

/** Milliseconds that a call took. */
export async function callOn(socket: WebSocket, n: number): Promise<number> {
  const startedAt = performance.now()
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: n, method: 'board.echo', params: { n } }))
  for (;;) {
    const [data] = await once(socket, 'message')
    if (JSON.parse(String(data)).id === n) return performance.now() - startedAt
  }
}

export async function publish(url: string, n: number, text = ''): Promise<void> {
  const response = await fetch(`${url}/v1/notes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ n, sentAt: Date.now(), text }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
}
