import { findFreePort } from './free-port.ts'
import type { Launch } from './launch.ts'

/** The payment provider as the project meets it: a process of its own, with faults on demand. */
export interface Simulator {
  url: string
  /** Sets what goes wrong from now on; nothing when empty. */
  setFaults(faults: object): Promise<void>
  /** What it did, by its own account. */
  readLedger(): Promise<unknown>
  [Symbol.asyncDispose](): Promise<void>
}

const ASK_LIMIT_MS = 30_000

export async function startSimulator(
  launch: Launch,
  { port, webhookSecret }: { port: number; webhookSecret: string },
): Promise<Simulator> {
  const own = await findFreePort()
  const child = await launch('payment-simulator', 'src/modules/payments/simulator/main.ts', {
    env: {
      PORT: `${own}`,
      WEBHOOK_URL: `http://127.0.0.1:${port}/v1/payments/webhooks/simulator`,
      WEBHOOK_SECRET: webhookSecret,
    },
  })
  const url = `http://127.0.0.1:${own}`
  return {
    url,
    async setFaults(faults) {
      await ask(`${url}/v1/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(faults),
      })
    },
    readLedger: async () => await (await ask(`${url}/v1/ledger`)).json(),
    [Symbol.asyncDispose]: () => child.stop(),
  }
}

async function ask(url: string, request: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(ASK_LIMIT_MS) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response
}
