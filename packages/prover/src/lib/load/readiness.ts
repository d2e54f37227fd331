import { setTimeout as wait } from 'node:timers/promises'

import { request } from 'undici'

import type { Readiness } from './balancer.ts'

const EVERY_MS = 1_000

/** Asks each process every second whether it wants traffic, as a load balancer does; until it is disposed. */
export function watchReadiness(
  origins: readonly string[],
  tell: (replica: number, readiness: Readiness) => void,
): Disposable {
  const stop = new AbortController()
  const watch = async (origin: string, replica: number) => {
    while (!stop.signal.aborted) {
      tell(replica, await askReady(origin, stop.signal))
      await wait(EVERY_MS, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  for (const [replica, origin] of origins.entries()) void watch(origin, replica)
  return { [Symbol.dispose]: () => stop.abort() }
}

async function askReady(origin: string, stop: AbortSignal): Promise<Readiness> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(EVERY_MS)])
  try {
    const { statusCode, body } = await request(`${origin}/ready`, { signal, reset: true })
    await body.dump()
    return statusCode === 200 ? 'yes' : 'no'
  } catch (error) {
    const isNobodyThere = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
    return isNobodyThere ? 'no' : 'silent'
  }
}
