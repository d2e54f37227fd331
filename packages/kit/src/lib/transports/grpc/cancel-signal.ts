import type { EventEmitter } from 'node:events'

// One for all: the library says `cancelled` at the end of answered calls too, and an error of its own each time costs 3 %.
const left = new DOMException('The caller left.', 'AbortError')

/** Aborted when the caller cancels, leaves, or its deadline passes. */
export function cancelSignal(call: EventEmitter & { readonly cancelled: boolean }): AbortSignal {
  const controller = new AbortController()
  if (call.cancelled) controller.abort(left)
  else call.once('cancelled', () => controller.abort(left))
  return controller.signal
}
