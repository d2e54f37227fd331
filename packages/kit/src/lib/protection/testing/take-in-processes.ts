import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { LimitWiring } from '../../app/wiring.ts'

/** What each process does: so many calls, or as many as it can for so long. */
export interface TakeOrder {
  readonly limit: LimitWiring
  readonly caller: string
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly calls: number
  readonly forMs: number
}

export interface TakeReport {
  allowed: number
  refused: number
  failed: number
  /** Milliseconds since the epoch. */
  startedAt: number
  endedAt: number
}

/** Takes of one caller's budget in real processes at the same time. */
export async function takeInProcesses(count: number, order: TakeOrder): Promise<TakeReport[]> {
  const script = fileURLToPath(new URL('take-process.ts', import.meta.url))
  const children = Array.from({ length: count }, () => fork(script, [JSON.stringify(order)]))
  await Promise.all(children.map((child) => once(child, 'message')))
  return Promise.all(
    children.map(async (child) => {
      const reported = once(child, 'message')
      const ended = once(child, 'exit')
      child.send('go')
      const [report] = await reported
      await ended
      return report as TakeReport // sent by take-process.ts
    }),
  )
}
