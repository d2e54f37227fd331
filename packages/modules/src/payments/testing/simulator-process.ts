import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { LedgerEntry } from '../simulator/bank.ts'
import type { Faults } from '../simulator/faults.ts'

/** The simulated provider as the process it is. */
export interface SimulatorProcess extends AsyncDisposable {
  readonly url: string
  ledger(): Promise<LedgerEntry[]>
  /** Switches faults and says where webhooks go. */
  set(path: 'faults' | 'webhook', value: Partial<Faults> | { url: string }): Promise<number>
  /** Ends it without warning. */
  kill(): Promise<void>
}

export async function startSimulator(
  variables: Record<string, string> = {},
): Promise<SimulatorProcess> {
  const program = fileURLToPath(new URL('../simulator/main.ts', import.meta.url))
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { url } = JSON.parse(String(line))
  return {
    url,
    async ledger() {
      const answer = await fetch(`${url}/v1/ledger`)
      return Object(await answer.json()).entries
    },
    async set(path, value) {
      const answer = await fetch(`${url}/v1/${path}`, {
        method: 'POST',
        body: JSON.stringify(value),
      })
      return answer.status
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
