import type { Money } from '@archwright/kit/contract'
import type { WebhookMessage } from '@archwright/kit/webhooks'

/** A payment that the provider knows. */
export interface HeldPayment {
  /** Ours; the order's id. */
  readonly paymentId: string
  readonly amount: Money
  /** The provider's own id; null until its first answer is known. */
  readonly reference: string | null
}

/** A payment that the provider is to learn of. */
export interface ProviderPayment extends HeldPayment {
  readonly paymentMethod: string
}

export interface ProviderCall {
  /** The same for every try of the same step: the provider acts once per key. */
  readonly key: string
  readonly signal: AbortSignal
}

/** How a payment stands after a call, or why it was not moved. */
export type ProviderAnswer =
  | {
      readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'
      readonly reference: string
    }
  | { readonly status: 'declined'; readonly reference: string | null; readonly code: string }
  | { readonly status: 'refused'; readonly reference: string | null; readonly code: string }

/** A webhook as it came in. */
export interface ProviderMessage extends WebhookMessage {
  readonly stripeSignature?: string
}

/** What a webhook tells; `answer` is undefined when it is about something else. */
export interface ProviderNews {
  readonly messageId: string
  readonly paymentId?: string
  readonly answer?: Exclude<ProviderAnswer, { status: 'refused' }>
}

/**
 * A payment provider. Every call is safe to repeat with its key. A call that throws has an unknown outcome,
 * unless it throws before anything was sent.
 */
export interface PaymentProvider {
  /** Names it in webhook paths and in the data. */
  readonly name: string
  /** Holds the amount. */
  authorize(payment: ProviderPayment, call: ProviderCall): Promise<ProviderAnswer>
  /** Takes the held amount. */
  capture(payment: HeldPayment, call: ProviderCall): Promise<ProviderAnswer>
  /** Frees a hold. Answers `captured` when the money was taken before. */
  void(payment: HeldPayment, call: ProviderCall): Promise<ProviderAnswer>
  /** Gives a taken amount back. */
  refund(payment: HeldPayment, call: ProviderCall): Promise<ProviderAnswer>
  /** How a payment stands, for staff and for repair. */
  lookup?(
    reference: string,
    call: Pick<ProviderCall, 'signal'>,
  ): Promise<ProviderAnswer | undefined>
  /** Checks that the provider itself sent the message, recently, and reads it; throws `BadSignature`. */
  readMessage(message: ProviderMessage, now: Date): ProviderNews
  /** Opens what it needs, before the first call. */
  start?(): Promise<void>
  /** Ends connections. */
  close?(): Promise<void>
}

/** The provider did not answer, or answered that it cannot now: the outcome is unknown. */
export class ProviderUnavailable extends Error {
  override name = 'ProviderUnavailable'
}

/** The key of a step of a payment: what makes a repeated call find its first outcome. */
export function stepKey(
  paymentId: string,
  step: 'authorize' | 'capture' | 'void' | 'refund',
): string {
  return `${paymentId}:${step}`
}
