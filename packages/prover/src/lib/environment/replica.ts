import { setTimeout as wait } from 'node:timers/promises'

import type { Child, ChildOptions } from './child.ts'
import type { Launch } from './launch.ts'

const RESTART_DELAY_MS = 1_000
const RETIRE_LIMIT_MS = 30_000

/** One process of the project; the prover restarts it as an orchestrator would. */
export interface Replica {
  origin: string
  start(): Promise<void>
  /** Ends it at once; it stays ended until it is started again. */
  kill(): Promise<void>
  /** Lets it drain and end, as a roll-out does; it stays ended. */
  retire(): Promise<void>
  /** How often it ended without having been killed, and was restarted. */
  crashes(): number
}

export function createReplica(
  launch: Launch,
  { name, origin, env }: { name: string; origin: string; env: ChildOptions['env'] },
): Replica {
  let child: Child | undefined
  let isWanted = false
  let crashes = 0

  const start = async () => {
    isWanted = true
    const started = await launch(name, 'src/main.ts', { env })
    child = started
    void started.ended.then(restart)
    // It may have been killed while it started.
    if (!isWanted) started.kill('SIGKILL')
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
      child?.kill('SIGTERM')
      const timer = setTimeout(() => child?.kill('SIGKILL'), RETIRE_LIMIT_MS)
      await child?.ended
      clearTimeout(timer)
    },
    crashes: () => crashes,
  }
}
