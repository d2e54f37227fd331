import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

import type { Child, ChildOptions } from './child.ts'
import type { Launch } from './launch.ts'
import { processorSeconds } from './processor-time.ts'

const RESTART_DELAY_MS = 1_000
const RETIRE_LIMIT_MS = 45_000
const READY_LIMIT_MS = 1_000

/** One process of the project; the prover restarts it as an orchestrator would. */
export interface Replica {
  origin: string
  start(how?: StartOptions): Promise<void>
  /** Ends it at once; it stays ended until it is started again. */
  kill(): Promise<void>
  /** Lets it drain and end, as a roll-out does; it stays ended. True when it had to be killed after all. */
  retire(): Promise<boolean>
  /** Stops it in the middle of whatever it does: to its callers, an event loop that is blocked. */
  freeze(): void
  thaw(): void
  /** Sets its clock a minute ahead, and at the next call right again. See step-clock.ts. */
  stepClock(): void
  /** How often it ended without having been killed, and was restarted. */
  crashes(): number
  /** What it holds in memory; undefined when it does not run, or where the system does not tell. */
  memoryMb(): Promise<number | undefined>
  /** Processor time it has used since it was started last; undefined in the same cases. */
  processorSeconds(): Promise<number | undefined>
}

export interface StartOptions {
  /** The folder of the release to run; that of the project if absent. */
  release?: string
  /** Variables for this run only. */
  env?: ChildOptions['env']
  /** A file or device that takes its output, for this run only. */
  output?: string
}

export function createReplica(
  launch: Launch,
  { name, origin, env }: { name: string; origin: string; env: ChildOptions['env'] },
): Replica {
  let child: Child | undefined
  let isWanted = false
  let crashes = 0

  const start = async (how: StartOptions = {}) => {
    isWanted = true
    const output = how.output === undefined ? {} : { output: how.output, isReady }
    const started = await launch(name, 'src/main.ts', {
      env: { ...env, ...how.env },
      ...(how.release === undefined ? {} : { cwd: how.release }),
      ...output,
    })
    child = started
    void started.ended.then(restart)
    // It may have been killed while it started.
    if (!isWanted) started.kill('SIGKILL')
  }

  const isReady = async () => {
    const signal = AbortSignal.timeout(READY_LIMIT_MS)
    const response = await fetch(`${origin}/ready`, { signal }).catch(() => undefined)
    return response?.ok === true
  }

  const restart = async (): Promise<void> => {
    if (!isWanted) return
    crashes += 1
    await wait(RESTART_DELAY_MS)
    // A start that fails, such as without the database, is tried again like any orchestrator does.
    if (isWanted) await start().catch(restart)
  }

  return {
    origin,
    start,
    async kill() {
      isWanted = false
      child?.kill('SIGKILL')
      await child?.ended
    },
    async retire() {
      isWanted = false
      let late = false
      child?.kill('SIGTERM')
      const timer = setTimeout(() => {
        late = true
        child?.kill('SIGKILL')
      }, RETIRE_LIMIT_MS)
      await child?.ended
      clearTimeout(timer)
      return late
    },
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    stepClock: () => child?.kill('SIGUSR2'),
    crashes: () => crashes,
    memoryMb: async () => (child ? await residentMb(child.pid) : undefined),
    processorSeconds: async () => (child ? await processorSeconds(child.pid) : undefined),
  }
}

async function residentMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024)
}
