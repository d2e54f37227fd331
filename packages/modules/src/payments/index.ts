/** Payments: isolated from all other modules; the only part that knows a provider. */

import { defineModule, type Module } from '@archwright/kit'
import type { Environment } from '@archwright/kit/app'

import type { ProviderAccess } from './ask-provider.ts'
import { handleAuthorize } from './authorize.ts'
import { handleCapture } from './capture.ts'
import { handleGetPayment } from './get-payment.ts'
import type { PaymentProvider } from './payment-provider.ts'
import { createDevelopmentProvider } from './providers/development-provider.ts'
import { createHttpProvider } from './providers/http-provider.ts'
import { createStripeProvider } from './providers/stripe-provider.ts'
import { handleReceiveWebhook } from './receive-webhook.ts'
import { handleRecordOutcome } from './record-outcome.ts'
import { handleRefund } from './refund.ts'
import { handleVoidPayment } from './void-payment.ts'

export interface PaymentsOptions {
  readonly provider: PaymentProvider
  /** Without one, calls have their caller's deadline only. */
  readonly policy?: ProviderAccess['policy']
}

const unguarded: ProviderAccess['policy'] = {
  execute: (run, { signal } = {}) => run(signal ?? new AbortController().signal),
}

/** Holds, takes and gives back money, through one provider. */
export function payments({ provider, policy = unguarded }: PaymentsOptions): Module {
  const access = { provider, policy }
  return defineModule({
    name: 'payments',
    summary: 'Holds, takes and gives back money, through a provider',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handleAuthorize(access),
      handleCapture(access),
      handleVoidPayment(access),
      handleRefund(access),
      handleRecordOutcome,
      handleReceiveWebhook(provider),
      handleGetPayment,
    ],
    async start() {
      await provider.start?.()
      return async () => provider.close?.()
    },
  })
}

/** The module as a process starts it; see the choice of {@link providerOf}. */
export function create({ policy, ...environment }: Environment): Module {
  return payments({ provider: providerOf(environment), policy: policy('payment-provider') })
}

/** STRIPE_API_KEY chooses Stripe, PAYMENT_PROVIDER_URL another provider; a laptop without either simulates one. */
function providerOf({
  variables,
  secret,
}: Pick<Environment, 'variables' | 'secret'>): PaymentProvider {
  const { PAYMENT_PROVIDER_URL } = variables
  const apiKey = secret('STRIPE_API_KEY')
  const webhookSecret = secret('PAYMENT_WEBHOOK_SECRET')
  if (apiKey()) return createStripeProvider({ apiKey, webhookSecret })
  if (PAYMENT_PROVIDER_URL || variables.NODE_ENV === 'production') {
    return createHttpProvider({ name: 'simulator', url: PAYMENT_PROVIDER_URL, webhookSecret })
  }
  const { PORT = '3000' } = variables
  const webhooks = `http://127.0.0.1:${PORT}/v1/payments/webhooks/simulator`
  return createDevelopmentProvider(PORT === '0' ? undefined : webhooks)
}
