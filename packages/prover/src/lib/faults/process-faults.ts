import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

import type { Environment } from '../environment/environment.ts'
import type { Fault } from './fault.ts'

const RESTART_DELAY_MS = 200
const FAULT_MS = 5_000
/** For one process to drain, and for the next one to start. */
const DRAIN_SECONDS = 15
const FULL_DEVICE = '/dev/full'

/** What goes wrong with one process while another one serves. */
export const processFaults: readonly Fault[] = [
  {
    key: 'processKill',
    says: 'kill -9 of one process; it is started again at once',
    async strike({ replicas }, signal) {
      const victim = replicas.at(-1)
      await victim?.kill()
      await wait(RESTART_DELAY_MS, undefined, { signal })
      await victim?.start()
    },
  },
  {
    key: 'eventLoopBlocked',
    says: 'one process does nothing for 5 s, and keeps its connections open',
    strike: (environment, signal) =>
      during(signal, {
        begin: async () => victimOf(environment)?.freeze(),
        end: async () => victimOf(environment)?.thaw(),
      }),
  },
  {
    key: 'clockStep',
    says: 'the clock of one process goes a minute ahead for 5 s, then back',
    strike: (environment, signal) =>
      during(signal, {
        begin: async () => victimOf(environment)?.stepClock(),
        end: async () => victimOf(environment)?.stepClock(),
      }),
  },
  ...(existsSync(FULL_DEVICE) ? [fullDisk()] : []),
]

function fullDisk(): Fault {
  return {
    key: 'logDiskFull',
    drainSeconds: 2 * DRAIN_SECONDS,
    says: 'one process writes a line for each call to a log on a disk that is full, for 5 s',
    strike: (environment, signal) => {
      const victim = victimOf(environment)
      return during(signal, {
        async begin() {
          await victim?.retire()
          await victim?.start({ output: FULL_DEVICE, env: { LOG_LEVEL: 'debug' } })
        },
        async end() {
          await victim?.retire()
          await victim?.start()
        },
      })
    },
  }
}

const victimOf = ({ replicas }: Environment) => replicas.at(-1)

/** Does something for the length of a fault, and ends it whatever happens. */
async function during(
  signal: AbortSignal,
  { begin, end }: { begin(): Promise<unknown>; end(): Promise<unknown> },
): Promise<void> {
  await begin()
  try {
    await wait(FAULT_MS, undefined, { signal }).catch(() => {})
  } finally {
    await end()
  }
}
