import { setTimeout } from 'node:timers/promises'

import { EventSource } from 'eventsource'
import { WebSocket } from 'ws'

import type { Told } from '../../dispatch/follow.ts'
import { everybodysSwings } from './swings.ts'

/** A client that comes back whenever it is cut off, and goes on behind what it heard last. */
export interface FaithfulClient {
  /** Ids of the events it was told, in order. */
  readonly heard: string[]
  /** Resolves when it follows for the first time. */
  readonly ready: Promise<unknown>
  leave(): void
}

export function followBySse(url: string): FaithfulClient {
  const heard: string[] = []
  const source = new EventSource(`${url}/v1/everybodys-swings`)
  source.addEventListener('doors.opened', ({ data }) => heard.push(JSON.parse(data).id))
  const ready = new Promise((resolve) => source.addEventListener('open', resolve, { once: true }))
  return { heard, ready, leave: () => source.close() }
}

export function followByWebSocket(url: string): FaithfulClient {
  const heard: string[] = []
  const left = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  const seen = { heard, position: undefined as string | undefined, following: resolve }
  void keepFollowing(url, seen, left.signal)
  return { heard, ready: promise, leave: () => left.abort() }
}

interface Seen {
  readonly heard: string[]
  position: string | undefined
  following(): void
}

async function keepFollowing(url: string, seen: Seen, left: AbortSignal): Promise<void> {
  while (!left.aborted) {
    await followOnce(url, seen, left)
    await setTimeout(100 + Math.random() * 400, undefined, { signal: left }).catch(() => {})
  }
}

/** Resolves when the socket is closed. */
function followOnce(url: string, seen: Seen, left: AbortSignal): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`)
  const leave = () => socket.terminate()
  left.addEventListener('abort', leave, { once: true })
  socket.on('error', () => {}) // the server is away; `close` follows
  socket.on('open', () => {
    const params = {
      subscription: everybodysSwings.name,
      ...(seen.position === undefined ? {} : { after: seen.position }),
    }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params }))
  })
  socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    const { position } = message.result ?? message.params ?? {}
    seen.position = position ?? seen.position
    if (message.result) seen.following()
    if (message.method === 'event') seen.heard.push((message.params as Told).id)
  })
  return new Promise((resolve) =>
    socket.once('close', () => {
      left.removeEventListener('abort', leave)
      resolve()
    }),
  )
}
