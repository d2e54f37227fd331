import { setTimeout } from 'node:timers/promises'

import type { Following, Told } from '../../dispatch/follow.ts'
import { problemOf } from '../rest/problem.ts'

export interface StreamSettings {
  /** Longest silence on a stream. */
  readonly heartbeatMs: number
  /** Aborted when the server ends its streams. */
  readonly closing: AbortSignal
}

// A thousand clients of a server that went away should not come back in the same moment.
const retryMs = { least: 1_000, most: 3_000 }

/**
 * A following as server-sent events (WHATWG HTML §9.2). Its place stands as `id` in each event, and alone at the start and
 * in each heartbeat, which the client notes without telling anybody: so a client that heard nothing yet resumes too.
 * A following that fails ends with an event `problem`.
 */
export async function* eventStream(
  following: Following,
  { heartbeatMs, closing }: StreamSettings,
): AsyncGenerator<string> {
  const end = () => void following.return?.()
  closing.addEventListener('abort', end, { once: true })
  try {
    if (closing.aborted) end()
    const retry = retryMs.least + Math.random() * (retryMs.most - retryMs.least)
    yield `retry: ${Math.round(retry)}\n${placeOf(following)}`
    let next = following.next()
    for (;;) {
      const result = await within(heartbeatMs, next)
      if (result === undefined) {
        yield `: nothing new\n${placeOf(following)}`
        continue
      }
      if (result.done) break
      yield frameOf(result.value)
      next = following.next()
    }
    yield ': the server ends this stream; come back\n\n'
  } catch (error) {
    yield `event: problem\ndata: ${JSON.stringify(problemOf(error))}\n\n`
  } finally {
    closing.removeEventListener('abort', end)
    end()
  }
}

function placeOf({ position }: Following): string {
  return `id: ${position}\n\n`
}

// Many follow the same event: it is written once.
const frames = new WeakMap<Told, string>()

function frameOf(told: Told): string {
  const known = frames.get(told)
  if (known) return known
  const { position, id, event, time, data } = told
  // JSON has no line breaks of its own, so one line of data is enough.
  const frame = `id: ${position}\nevent: ${event}\ndata: ${JSON.stringify({ id, time, data })}\n\n`
  frames.set(told, frame)
  return frame
}

/** Undefined when the time is over first. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  const timer = new AbortController()
  const over = setTimeout(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  try {
    return await Promise.race([work, over])
  } finally {
    timer.abort()
  }
}
