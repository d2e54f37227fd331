/** What callers of the payments module may rely on. A payment bears the id of its order. */

import { command, Money, query, refersTo } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

const OrderId = Type.String({ format: 'uuid', description: 'The order, and so the payment.' })
const Code = Type.String({
  maxLength: 100,
  description: "The provider's word for why.",
  examples: ['insufficient_funds'],
})

/** Stages of a payment. Declined, voided and refunded are ends; captured is where money has moved. */
export const paymentStatuses = [
  'created',
  'authorized',
  'captured',
  'declined',
  'voided',
  'refunded',
] as const
export type PaymentStatus = (typeof paymentStatuses)[number]
export const PaymentStatus = Type.Enum([...paymentStatuses], { title: 'PaymentStatus' })

/** A token that stands for a card or account; card numbers never come here. */
export const PaymentMethod = Type.String({
  pattern: '^[A-Za-z0-9_-]{3,255}$',
  description: "The provider's token for the buyer's card or account, never a card number.",
  examples: ['tok_ok'],
})

const Reference = Type.Union([Type.String({ maxLength: 255 }), Type.Null()], {
  description: "The provider's id of the payment, once known.",
})

export type Payment = Static<typeof Payment>
export const Payment = Type.Object(
  {
    orderId: refersTo(OrderId, { payment: 'payments.getPayment', order: 'orders.getOrder' }),
    status: PaymentStatus,
    amount: Money,
    provider: Type.String({ maxLength: 40, examples: ['stripe'] }),
    providerReference: Reference,
    code: Type.Union([Code, Type.Null()]),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Payment' },
)

export type Standing = Static<typeof Standing>
export const Standing = Type.Object({
  orderId: OrderId,
  status: PaymentStatus,
  amount: Type.Union([Money, Type.Null()], {
    description: 'Null when the payment was voided before it began.',
  }),
  providerReference: Reference,
})

const NotFound = { kind: 'not-found', says: 'There is no payment for this order.' } as const
const Unavailable = {
  kind: 'unavailable',
  says: 'The provider does not answer; whether it acted is found out by asking again.',
} as const
const Closed = {
  kind: 'conflict',
  says: 'The payment was voided before; it cannot be taken up again.',
} as const

const callsProvider = {
  access: 'internal',
  idempotency: 'natural',
  priority: 'critical',
  gather: 64,
  deadlineMs: 6_000,
} as const

/** Holds the amount on the buyer's account. A repeat finds the first hold; there is never a second. */
export const authorize = command({
  ...callsProvider,
  name: 'payments.authorize',
  lazyCommit: true,
  summary: "Hold an order's amount on the buyer's account",
  input: Type.Object({ orderId: OrderId, amount: Money, paymentMethod: PaymentMethod }),
  output: Standing,
  errors: {
    PAYMENT_DECLINED: {
      kind: 'declined',
      data: Type.Object({ code: Code }),
      says: 'The payment was declined.',
    },
    PAYMENT_CLOSED: Closed,
    PROVIDER_UNAVAILABLE: Unavailable,
  },
})

/** Takes the held amount. */
export const capture = command({
  ...callsProvider,
  name: 'payments.capture',
  lazyCommit: true,
  summary: 'Take the held amount',
  input: Type.Object({ orderId: OrderId }),
  output: Standing,
  errors: {
    CAPTURE_REFUSED: {
      kind: 'declined',
      data: Type.Object({ code: Code }),
      says: 'The provider refused to take the held amount.',
    },
    PAYMENT_CLOSED: Closed,
    PROVIDER_UNAVAILABLE: Unavailable,
  },
})

/** Makes a payment undone, whatever became of it, and refuses a late authorization. */
export const voidPayment = command({
  ...callsProvider,
  name: 'payments.voidPayment',
  summary: 'Free the held amount, and refuse a late authorization',
  input: Type.Object({ orderId: OrderId }),
  output: Standing,
  errors: { PROVIDER_UNAVAILABLE: Unavailable },
})

/** Gives a captured amount back. */
export const refund = command({
  ...callsProvider,
  name: 'payments.refund',
  summary: 'Give a captured amount back',
  input: Type.Object({ orderId: OrderId }),
  output: Standing,
  errors: {
    REFUND_REFUSED: {
      kind: 'conflict',
      data: Type.Object({ code: Code }),
      says: 'The amount cannot be given back.',
    },
    PROVIDER_UNAVAILABLE: Unavailable,
  },
})

/** Records what the provider answered. Late, early and repeated answers change nothing. */
export const recordOutcome = command({
  name: 'payments.recordOutcome',
  summary: 'Record what the provider answered',
  access: 'internal',
  idempotency: 'natural',
  priority: 'critical',
  gather: 64,
  input: Type.Object({
    orderId: OrderId,
    outcome: PaymentStatus,
    providerReference: Reference,
    code: Type.Optional(Code),
  }),
  output: Standing,
  errors: { PAYMENT_NOT_FOUND: NotFound },
})

/** Hears what a provider tells by itself: signed, at least once, in any order. */
export const receiveWebhook = command({
  name: 'payments.receiveWebhook',
  summary: 'Hear what a payment provider tells by itself',
  access: 'public',
  rest: {
    route: 'POST /payments/webhooks/{provider}',
    headers: {
      messageId: 'webhook-id',
      timestamp: 'webhook-timestamp',
      signature: 'webhook-signature',
      stripeSignature: 'stripe-signature',
    },
    rawBody: 'payload',
    status: 202,
  },
  // All of a provider's messages come from a few addresses, as many as there are orders: only what it did not sign counts.
  limitOn: 'failure',
  idempotency: 'natural',
  priority: 'critical',
  gather: 64,
  input: Type.Object({
    provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', examples: ['simulator'] }),
    payload: Type.String({ maxLength: 65_536, description: 'The raw body, as it was signed.' }),
    messageId: Type.Optional(Type.String({ maxLength: 255 })),
    timestamp: Type.Optional(Type.String({ maxLength: 20, description: 'Seconds since 1970.' })),
    signature: Type.Optional(Type.String({ maxLength: 1_000 })),
    stripeSignature: Type.Optional(Type.String({ maxLength: 1_000 })),
  }),
  output: Type.Object({
    messageId: Type.String({ maxLength: 255 }),
    changed: Type.Boolean({ description: 'False when the payment stood there already.' }),
  }),
  errors: {
    UNKNOWN_PROVIDER: { kind: 'not-found', says: 'No such provider is connected.' },
    BAD_SIGNATURE: {
      kind: 'forbidden',
      says: 'The signature does not fit the message, or the message is too old.',
    },
    BAD_MESSAGE: { kind: 'invalid', says: 'The message cannot be read.' },
  },
})

/** How the payment of an order stands. */
export const getPayment = query({
  name: 'payments.getPayment',
  summary: 'How the payment of an order stands',
  rest: 'GET /payments/{orderId}',
  access: ['staff'],
  limit: 'read',
  gather: 100,
  input: Type.Object({ orderId: OrderId }),
  output: Payment,
  errors: { PAYMENT_NOT_FOUND: NotFound },
})
