import type { FastifyReply } from 'fastify'

/** Aborted when the caller leaves before its answer is written. */
export function leaveSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}
