import { setTimeout as pause } from 'node:timers/promises'

import { signatureHeaders } from '@archwright/kit/webhooks'
import { Agent } from 'undici'

import type { BankPayment } from './bank.ts'
import { chance, type Faults } from './faults.ts'

export interface WebhookSettings {
  readonly faults: Faults
  /** Where to; no webhooks are sent without. */
  readonly webhookUrl: string | undefined
}

/** Tells the merchant what became of payments: signed, at least once, retried. */
export interface Webhooks {
  tell(payment: BankPayment): void
  /** How many are still to be delivered. */
  waiting(): number
  close(): void
}

const retryMs = [100, 500, 2_000, 5_000, 10_000, 20_000]
const heldBackMs = 200

/** @param settings read at every message: they change while it runs. */
export function createWebhooks(secret: string, settings: WebhookSettings): Webhooks {
  const agent = new Agent({ connections: 32 })
  let waiting = 0
  let sequence = 0
  let closed = false

  const headersOf = (messageId: string, payload: string) => ({
    'content-type': 'application/json',
    ...signatureHeaders({ messageId, payload }, [secret], new Date()),
  })

  const deliver = async (target: string, messageId: string, payload: string) => {
    waiting += 1
    for (const waitMs of [0, ...retryMs]) {
      if (waitMs > 0) await pause(waitMs, undefined, { ref: false })
      if (
        closed ||
        (await post(agent, target, { headers: headersOf(messageId, payload), payload }))
      )
        break
    }
    waiting -= 1
  }

  return {
    async tell(payment) {
      const { webhookUrl: url, faults } = settings
      if (url === undefined) return
      sequence += 1
      const messageId = `msg_${payment.id}_${payment.status}`
      const data = { ...payment, at: new Date().toISOString(), sequence }
      const payload = JSON.stringify({ type: `payment.${payment.status}`, data })
      const { seed, webhookDelayMs, reorderWebhookRate, duplicateWebhookRate } = faults
      const heldBack = chance(seed, `${messageId} late`) < reorderWebhookRate
      const delayMs = webhookDelayMs + (heldBack ? heldBackMs : 0)
      if (delayMs > 0) await pause(delayMs)
      const twice = chance(seed, `${messageId} twice`) < duplicateWebhookRate
      await Promise.all(
        Array.from({ length: twice ? 2 : 1 }, () => deliver(url, messageId, payload)),
      )
    },
    waiting: () => waiting,
    close() {
      closed = true
      void agent.destroy()
    },
  }
}

/** True when the merchant took it. */
async function post(
  agent: Agent,
  url: string,
  { headers, payload }: { headers: Record<string, string>; payload: string },
): Promise<boolean> {
  const { origin, pathname: path } = new URL(url)
  const options = { origin, path, method: 'POST', headers, body: payload } as const
  try {
    const { statusCode, body } = await agent.request({ ...options, headersTimeout: 10_000 })
    await body.dump()
    return statusCode < 300
  } catch {
    return false
  }
}
