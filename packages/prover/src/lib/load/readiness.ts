import { setTimeout as wait } from 'node:timers/promises'

import { request } from 'undici'

const EVERY_MS = 1_000

/** Asks each process every second whether it wants traffic, as a load balancer does; until it is disposed. */
export function watchReadiness(
  origins: readonly string[],
  tell: (replica: number, isReady: boolean) => void,
): Disposable {
  const stop = new AbortController()
  const watch = async (origin: string, replica: number) => {
    while (!stop.signal.aborted) {
      tell(replica, await isReady(origin, stop.signal))
      await wait(EVERY_MS, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  for (const [replica, origin] of origins.entries()) void watch(origin, replica)
  return { [Symbol.dispose]: () => stop.abort() }
}

async function isReady(origin: string, stop: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(EVERY_MS)])
  try {
    const { statusCode, body } = await request(`${origin}/ready`, { signal, reset: true })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
