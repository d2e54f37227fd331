import { existsSync } from 'node:fs'
import path from 'node:path'

import { findFreePort } from './free-port.ts'
import type { Launch } from './launch.ts'

/** The payment provider as the project meets it: a process of its own, with faults on demand. */
export interface Simulator {
  url: string
  /** Sets what goes wrong from now on; what is not named stays. */
  setFaults(faults: Readonly<Record<string, number>>): Promise<void>
  /** Ends all faults. */
  calm(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const noFaults = {
  latencyMs: 0,
  errorRate: 0,
  errorButSucceedRate: 0,
  timeoutRate: 0,
  timeoutButSucceedRate: 0,
  duplicateWebhookRate: 0,
  reorderWebhookRate: 0,
}

const ASK_LIMIT_MS = 30_000

const program = 'src/modules/payments/simulator/main.ts'

/** Whether a project brings a simulated payment provider. */
export function hasSimulator(directory: string): boolean {
  return existsSync(path.join(directory, program))
}

export async function startSimulator(
  launch: Launch,
  { port, webhookSecret }: { port: number; webhookSecret: string },
): Promise<Simulator> {
  const own = await findFreePort()
  const child = await launch('payment-simulator', program, {
    env: {
      PORT: `${own}`,
      WEBHOOK_URL: `http://127.0.0.1:${port}/v1/payments/webhooks/simulator`,
      WEBHOOK_SECRET: webhookSecret,
    },
  })
  const url = `http://127.0.0.1:${own}`
  const setFaults: Simulator['setFaults'] = (faults) => post(`${url}/v1/faults`, faults)
  return {
    url,
    setFaults,
    calm: () => setFaults(noFaults),
    [Symbol.asyncDispose]: () => child.stop(),
  }
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ASK_LIMIT_MS),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
}
