import { builtIn, Failure } from '../contract/failure.ts'
import type { Operation } from '../contract/operation.ts'
import type { Call } from './call.ts'

/** Until when a call may take, and what tells its work that the time is over. */
export interface Deadline {
  readonly signal: AbortSignal
  /** On the clock of `performance.now()`. */
  readonly deadlineAt: number
}

const defaultDeadlineMs = 5_000

/**
 * Runs a call within its operation's deadline, or the caller's if that is nearer; DEADLINE_EXCEEDED after it.
 * What was committed by then stays: the key or the natural id finds it.
 */
export async function withinDeadline<Result>(
  operation: Operation,
  call: Call,
  run: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const ownMs = operation.deadlineMs ?? defaultDeadlineMs
  const deadlineMs = Math.min(ownMs, call.deadlineMs ?? ownMs)
  const controller = new AbortController()
  const abort = () => controller.abort(leftFor(call.signal?.reason))
  call.signal?.addEventListener('abort', abort, { once: true })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = builtIn('DEADLINE_EXCEEDED', { retryAfterSeconds: 1 })
      controller.abort(error)
      reject(error)
    }, deadlineMs)
  })
  try {
    const deadline = { signal: controller.signal, deadlineAt: performance.now() + deadlineMs }
    return await Promise.race([run(deadline), late])
  } finally {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', abort)
  }
}

/** Why a caller left: its own deadline, or it hung up, which is no fault of ours and is heard by nobody. */
function leftFor(reason: unknown): Failure {
  if (reason instanceof Failure) return reason
  return new Failure('CALLER_LEFT', 'precondition', { says: 'The caller left before the answer.' })
}
