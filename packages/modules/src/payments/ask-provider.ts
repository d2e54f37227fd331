import { type CallContext, Failure } from '@archwright/kit'
import type { Policy } from '@archwright/kit/resilience'

import { recordOutcome, type Standing } from './contract.ts'
import {
  type HeldPayment,
  type PaymentProvider,
  type ProviderAnswer,
  type ProviderCall,
  type ProviderPayment,
  ProviderUnavailable,
  stepKey,
} from './payment-provider.ts'

/** What the handlers that speak with the provider share. */
export interface ProviderAccess {
  readonly provider: PaymentProvider
  /** Guards the calls: time limit, retries within a budget, breaker, bulkhead. */
  readonly policy: Pick<Policy, 'execute'>
}

/** The steps of a payment, and what the provider needs to know for each. */
type Steps = {
  [step in keyof StepPayment]: (
    payment: StepPayment[step],
    call: ProviderCall,
  ) => Promise<ProviderAnswer>
}
interface StepPayment {
  authorize: ProviderPayment
  capture: HeldPayment
  void: HeldPayment
  refund: HeldPayment
}

type Settled = Exclude<ProviderAnswer, { status: 'refused' }>

/**
 * Has the provider do one step and answers what it said. The key names the step, so a step whose outcome is
 * unknown is asked again and found, not done twice.
 */
export function askProvider<Step extends keyof Steps>(
  { provider, policy }: ProviderAccess,
  step: Step,
  payment: StepPayment[Step],
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  const steps: Steps = provider
  const key = stepKey(payment.paymentId, step)
  return policy.execute((limited) => steps[step](payment, { key, signal: limited }), {
    signal,
    retryable: isUnknown,
  })
}

/** No answer, or none in time: asking again with the same key finds out. */
function isUnknown(error: unknown): boolean {
  if (error instanceof Failure) return error.kind === 'timeout'
  return error instanceof ProviderUnavailable
}

/** Records what the provider answered, as an operation of its own: after this point nothing is in doubt. */
export function recordAnswer(
  context: Pick<CallContext, 'call'>,
  orderId: string,
  answer: Settled,
): Promise<Standing> {
  return context.call(recordOutcome, {
    orderId,
    outcome: answer.status,
    providerReference: answer.reference,
    ...(answer.status === 'declined' ? { code: answer.code } : {}),
  })
}

/** The answer; a call whose outcome is unknown becomes the failure that says so. */
export async function unlessUnknown<Answer>(
  answer: Promise<Answer>,
  unavailable: () => Failure,
): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    throw error instanceof ProviderUnavailable ? unavailable() : error
  }
}
