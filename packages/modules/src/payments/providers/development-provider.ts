import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { type PaymentProvider, ProviderUnavailable } from '../payment-provider.ts'
import { createHttpProvider } from './http-provider.ts'

const startLimitMs = 15_000

/**
 * The simulated provider in a process of its own that lives as long as this one: for development, when no
 * provider is set up. Its webhooks go to `webhookUrl`.
 */
export function createDevelopmentProvider(webhookUrl: string | undefined): PaymentProvider {
  let child: ChildProcess | undefined
  let inner: PaymentProvider | undefined
  const provider = () => {
    if (!inner) throw new ProviderUnavailable('the simulated provider is not started')
    return inner
  }
  return {
    name: 'simulator',
    async start() {
      const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
      child = spawnSimulator({
        WEBHOOK_SECRET: webhookSecret,
        ...(webhookUrl ? { WEBHOOK_URL: webhookUrl } : {}),
      })
      inner = createHttpProvider({
        name: 'simulator',
        url: await urlOf(child),
        webhookSecret: () => webhookSecret,
      })
    },
    authorize: (payment, call) => provider().authorize(payment, call),
    capture: (payment, call) => provider().capture(payment, call),
    void: (payment, call) => provider().void(payment, call),
    refund: (payment, call) => provider().refund(payment, call),
    lookup: async (reference, call) => provider().lookup?.(reference, call),
    readMessage: (message, now) => provider().readMessage(message, now),
    async close() {
      await inner?.close?.()
      if (child?.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

function spawnSimulator(env: Record<string, string>): ChildProcess {
  const main = new URL(`../simulator/main${import.meta.url.slice(-3)}`, import.meta.url)
  // Its standard input ends with this process, however that ends, and it with its standard input.
  return spawn(process.execPath, [fileURLToPath(main)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0', UNTIL_INPUT_ENDS: '1', ...env },
  })
}

async function urlOf(child: ChildProcess): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), startLimitMs)
  try {
    for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
      const { ready, url } = JSON.parse(line)
      if (ready) return url
    }
    throw new ProviderUnavailable('the simulated provider ended before it was ready')
  } finally {
    clearTimeout(timer)
  }
}
