import type { WebSocket } from 'ws'

/** Bytes that may wait for a reader before nothing more is written for it. */
const most = 65_536

/** Writes to a socket at the pace of its reader. */
export class Outlet {
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  /** Resolves when more may be written: at once, or when the reader has taken what waits. */
  async send(message: string | object): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    const text = typeof message === 'string' ? message : JSON.stringify(message)
    // The callback of a write comes when it and all before it have left this process.
    const left = new Promise<void>((resolve) => this.#socket.send(text, () => resolve()))
    if (this.#socket.bufferedAmount > most) await left
  }
}
