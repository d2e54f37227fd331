import { setTimeout } from 'node:timers/promises'

import type { Health } from './health.ts'

export interface DrainOptions {
  readonly health: Pick<Health, 'startDraining'>
  readonly server: DrainableServer
  /** What is to be stopped after the last answer, in this order: consumers, jobs, pools, telemetry. */
  readonly steps: readonly DrainStep[]
  /** How long balancers are given to see that this process is not ready any more. */
  readonly drainMs: number
  /** How long calls under way, and then each step, may take. */
  readonly deadlineMs: number
}

export interface DrainableServer {
  /** Takes no new connections and resolves when the last answer is given. */
  close(): Promise<void>
  /** Cuts the connections that are left. */
  closeNow(): void
}

/** Several servers as one. */
export function together(...servers: readonly DrainableServer[]): DrainableServer {
  return {
    async close() {
      await Promise.all(servers.map((server) => server.close()))
    },
    closeNow() {
      for (const server of servers) server.closeNow()
    },
  }
}

export interface DrainStep {
  readonly name: string
  run(): Promise<unknown>
}

/** How it went; nothing here keeps the process from ending. */
export interface DrainReport {
  /** True when calls were cut off at the deadline. */
  readonly cut: boolean
  /** Steps that failed or did not end in time, with the reason. */
  readonly failed: readonly { readonly step: string; readonly reason: unknown }[]
}

/**
 * Ends a process without failing a call: not ready → wait until balancers look elsewhere → stop accepting → let
 * calls end → the steps, one after the other. The orchestrator must grant `drainMs` + 2 × `deadlineMs`.
 */
export async function drain(options: DrainOptions): Promise<DrainReport> {
  const { health, server, steps, drainMs, deadlineMs } = options
  health.startDraining()
  await setTimeout(drainMs)
  const closed = server.close()
  const cut = !(await endsWithin(deadlineMs, closed))
  if (cut) {
    server.closeNow()
    await endsWithin(deadlineMs, closed)
  }
  const failed: { step: string; reason: unknown }[] = []
  for (const { name, run } of steps) {
    try {
      const ended = await endsWithin(deadlineMs, run())
      if (!ended) failed.push({ step: name, reason: new Error(`not done after ${deadlineMs} ms`) })
    } catch (reason) {
      failed.push({ step: name, reason }) // the steps after it still have to run
    }
  }
  return { cut, failed }
}

/** False when the time is over first. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const stop = new AbortController()
  const over = setTimeout(ms, false, { signal: stop.signal }).catch(() => false)
  try {
    return await Promise.race([work.then(() => true), over])
  } finally {
    stop.abort()
  }
}
