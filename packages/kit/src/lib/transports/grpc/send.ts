import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Sends one message, and waits while the receiver is behind. */
export async function send(
  stream: Writable,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  if (!stream.write(message)) await once(stream, 'drain', { signal })
}
