import type { EventEmitter } from 'node:events'

/** Aborted when the caller cancels, leaves, or its deadline passes. */
export function cancelSignal(call: EventEmitter & { readonly cancelled: boolean }): AbortSignal {
  const controller = new AbortController()
  if (call.cancelled) controller.abort()
  else call.once('cancelled', () => controller.abort())
  return controller.signal
}
