import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const RETRY_MS = 25

/**
 * Does the work while no other process of this machine and user does work under the same name.
 *
 * The lock is a listening socket in Linux's abstract namespace. The kernel frees it when its holder
 * dies, however it dies, so there is no stale lock to detect.
 */
export async function withProcessLock<Result>(
  name: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const digest = createHash('sha256').update(`${process.getuid?.()}:${name}`).digest('hex')
  const lock = await acquire(`\0archwright-${digest.slice(0, 32)}`, signal)
  try {
    return await work()
  } finally {
    lock.close()
    await once(lock, 'close')
  }
}

async function acquire(address: string, signal: AbortSignal): Promise<Server> {
  for (;;) {
    signal.throwIfAborted()
    const server = createServer((socket) => socket.destroy())
    server.listen({ path: address, exclusive: true })
    try {
      await once(server, 'listening')
      return server
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    }
    await wait(RETRY_MS, undefined, { signal })
  }
}
