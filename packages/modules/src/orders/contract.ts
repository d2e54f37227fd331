/** What callers of the orders module may rely on. */

import {
  command,
  event,
  Money,
  pageInput,
  pageOf,
  query,
  refersTo,
  sortBy,
  subscription,
} from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

import { Sku } from '../catalog/contract.ts'
import { PaymentMethod } from '../payments/contract.ts'

/** pending → authorized → confirmed → cancelled; pending and authorized may end rejected, pending cancelled. */
export const orderStatuses = [
  'pending',
  'authorized',
  'confirmed',
  'rejected',
  'cancelled',
] as const
export type OrderStatus = (typeof orderStatuses)[number]
export const OrderStatus = Type.Enum([...orderStatuses], { title: 'OrderStatus' })

const OrderId = Type.String({
  format: 'uuid',
  description: 'UUID v7: sorts by when the order was placed.',
  examples: ['0192f0c1-2345-7abc-8def-0123456789ab'],
})
const AnOrderId = refersTo(OrderId, { order: 'orders.getOrder', payment: 'payments.getPayment' })
const CustomerId = Type.String({ minLength: 1, maxLength: 100 })
const CartId = Type.String({ format: 'uuid' })
const When = Type.String({ format: 'date-time' })
const Why = Type.String({ maxLength: 200, examples: ['OUT_OF_STOCK'] })
const Version = Type.Integer({ minimum: 1, description: 'Grows with every change of the order.' })

export type OrderLine = Static<typeof OrderLine>
export const OrderLine = Type.Object(
  {
    sku: refersTo(Sku, { product: 'catalog.getProductOfSku' }),
    quantity: Type.Integer({ minimum: 1, maximum: 999 }),
    unitPrice: Money,
  },
  { title: 'OrderLine' },
)

export type Order = Static<typeof Order>
export const Order = Type.Object(
  {
    orderId: AnOrderId,
    customerId: CustomerId,
    cartId: refersTo(CartId, { cart: 'carts.getCart' }),
    status: OrderStatus,
    lines: Type.Array(OrderLine, { minItems: 1, maxItems: 100 }),
    total: Money,
    why: Type.Union([Why, Type.Null()], { description: 'Why it was rejected or cancelled.' }),
    version: Version,
    placedAt: When,
  },
  { title: 'Order' },
)

export type OrderSummary = Static<typeof OrderSummary>
export const OrderSummary = Type.Omit(Order, ['lines', 'cartId'], { title: 'OrderSummary' })

export type Transition = Static<typeof Transition>
export const Transition = Type.Object(
  {
    version: Version,
    from: Type.Union([OrderStatus, Type.Null()]),
    to: OrderStatus,
    by: Type.String({ maxLength: 100, description: 'Who: a user, or the module that asked.' }),
    why: Type.Union([Why, Type.Null()]),
    at: When,
  },
  { title: 'OrderTransition' },
)

const NotFound = { kind: 'not-found', says: 'There is no such order of yours.' } as const

/**
 * Orders what is in the cart: holds stock, holds the money, takes it, confirms. Answers with the confirmed
 * order, or with why it was rejected; when that takes too long, with the pending order.
 */
export const placeOrder = command({
  name: 'orders.placeOrder',
  summary: 'Order what is in the cart',
  rest: { route: 'POST /orders', status: 201, etag: 'version' },
  access: ['customer'],
  limit: 'write',
  idempotency: 'key',
  priority: 'critical',
  gather: 64,
  deadlineMs: 10_000,
  input: Type.Object({ cartId: CartId, paymentMethod: PaymentMethod }),
  output: Order,
  errors: {
    CART_NOT_FOUND: { kind: 'not-found', says: 'There is no such cart of yours.' },
    CART_EMPTY: { kind: 'conflict', says: 'The cart is empty.' },
    CART_CLOSED: { kind: 'conflict', says: 'The cart was ordered before.' },
    NOT_FOR_SALE: {
      kind: 'conflict',
      data: Type.Object({ sku: Sku }),
      says: 'This is not for sale now.',
    },
    MIXED_CURRENCIES: { kind: 'conflict', says: 'All lines of an order need the same currency.' },
    OUT_OF_STOCK: {
      kind: 'conflict',
      data: Type.Object({ sku: Sku }),
      says: 'There is not enough of this sku.',
    },
    PAYMENT_DECLINED: {
      kind: 'declined',
      data: Type.Object({ code: Type.String({ maxLength: 100 }) }),
      says: 'The payment was declined.',
    },
    ORDER_CANCELLED: { kind: 'conflict', says: 'The order was cancelled while it was placed.' },
    ORDER_REJECTED: {
      kind: 'conflict',
      data: Type.Object({ code: Type.String({ maxLength: 100 }) }),
      says: 'The order could not be completed; nothing was charged.',
    },
  },
})

/** An order as it stands: one's own, or any for staff. */
export const getOrder = query({
  name: 'orders.getOrder',
  summary: 'An order as it stands',
  rest: { route: 'GET /orders/{orderId}', etag: 'version' },
  access: ['customer', 'staff'],
  limit: 'read',
  gather: 100,
  input: Type.Object({ orderId: OrderId }),
  output: Order,
  errors: { ORDER_NOT_FOUND: NotFound },
})

/** Orders: one's own, or all for staff. */
export const listOrders = query({
  name: 'orders.listOrders',
  summary: 'Orders, newest first or by total: your own, or all for staff',
  rest: 'GET /orders',
  access: ['customer', 'staff'],
  limit: 'read',
  paged: true,
  staleSeconds: 5,
  input: Type.Object({
    status: Type.Optional(OrderStatus),
    sort: sortBy('-placedAt', 'placedAt', '-total', 'total'),
    ...pageInput,
  }),
  output: pageOf(OrderSummary),
})

/** Every change of an order, oldest first: who, when, from, to, why. */
export const getHistory = query({
  name: 'orders.getHistory',
  summary: 'Every change of an order: who, when, from, to, why',
  rest: 'GET /orders/{orderId}/history',
  access: ['customer', 'staff'],
  limit: 'read',
  paged: true,
  input: Type.Object({ orderId: OrderId, ...pageInput }),
  output: pageOf(Transition),
  errors: { ORDER_NOT_FOUND: NotFound },
})

export type Sale = Static<typeof Sale>
export const Sale = Type.Object(
  { minute: When, orders: Type.Integer({ minimum: 1 }), revenue: Money },
  { title: 'Sale' },
)

/** What was sold, by minute and currency, newest first; a minute is told half a minute after its end. */
export const getSales = query({
  name: 'orders.getSales',
  summary: 'Orders and revenue of each of the last minutes, by currency',
  rest: 'GET /orders/sales',
  access: ['staff'],
  limit: 'read',
  input: Type.Object({
    minutes: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_440, description: 'How far back; 60 if absent.' }),
    ),
  }),
  output: Type.Object({ sales: Type.Array(Sale) }),
})

/**
 * Cancels an order. Before the money is taken the placing turns back; a confirmed order is refunded
 * and its stock returned. Answers with the order as it stands when that is done or takes too long.
 */
export const cancelOrder = command({
  name: 'orders.cancelOrder',
  summary: 'Cancel an order; a confirmed one is refunded',
  rest: { route: 'POST /orders/{orderId}/cancel', etag: 'version' },
  access: ['customer', 'staff'],
  about: { query: 'orders.getOrder', by: 'orderId' },
  limit: 'write',
  idempotency: 'natural',
  deadlineMs: 10_000,
  input: Type.Object({ orderId: OrderId }),
  output: Order,
  errors: {
    ORDER_NOT_FOUND: NotFound,
    NOT_CANCELLABLE: {
      kind: 'conflict',
      data: Type.Object({ status: OrderStatus }),
      says: 'The order cannot be cancelled now. While it is authorized the money is being taken: try again in a moment.',
    },
  },
})

const step = {
  access: 'internal',
  idempotency: 'natural',
  priority: 'critical',
  gather: 64,
} as const

const Unknown = { kind: 'not-found', says: 'There is no such order.' } as const
const Standing = Type.Object({ orderId: OrderId, status: OrderStatus })

/** Decides cancel against complete: from here on the order is completed. */
export const recordAuthorization = command({
  ...step,
  name: 'orders.recordAuthorization',
  lazyCommit: true,
  summary: 'The money is held: go on, unless the buyer has cancelled',
  input: Type.Object({ orderId: OrderId }),
  output: Standing,
  errors: {
    ORDER_NOT_FOUND: Unknown,
    ORDER_CANCELLED: { kind: 'conflict', says: 'The buyer cancelled before.' },
  },
})

/** The money is taken: the order is confirmed, which is told by {@link orderConfirmed}. */
export const confirmOrder = command({
  ...step,
  name: 'orders.confirmOrder',
  summary: 'The money is taken: the order is confirmed',
  input: Type.Object({ orderId: OrderId }),
  output: Standing,
  errors: { ORDER_NOT_FOUND: Unknown },
})

/** All is undone: the order ends rejected, or cancelled where that was the buyer's wish. */
export const rejectOrder = command({
  ...step,
  name: 'orders.rejectOrder',
  summary: 'All is undone: the order ends rejected, or cancelled as was wished',
  input: Type.Object({
    orderId: OrderId,
    code: Type.String({ maxLength: 100 }),
    evidence: Type.Optional(Type.Unknown({ description: 'What the failure carried.' })),
  }),
  output: Standing,
  errors: { ORDER_NOT_FOUND: Unknown },
})

/** The money is given back and the stock returned: the order ends cancelled. */
export const finishCancellation = command({
  ...step,
  name: 'orders.finishCancellation',
  summary: 'The money is given back: the order ends cancelled',
  input: Type.Object({ orderId: OrderId }),
  output: Standing,
  errors: { ORDER_NOT_FOUND: Unknown },
})

/** The money could not be given back: the order stays confirmed. */
export const abandonCancellation = command({
  ...step,
  name: 'orders.abandonCancellation',
  summary: 'The money cannot be given back: the order stays confirmed',
  input: Type.Object({ orderId: OrderId }),
  output: Standing,
  errors: { ORDER_NOT_FOUND: Unknown },
})

const orderTold = { orderId: AnOrderId, customerId: CustomerId, total: Money }

/** The order is paid for and will be delivered. */
export const orderConfirmed = event({
  name: 'orders.orderConfirmed',
  summary: 'An order is paid for and will be delivered',
  data: Type.Object({ ...orderTold, lines: Type.Array(OrderLine) }),
})

/** The order could not be completed; nothing was charged. */
export const orderRejected = event({
  name: 'orders.orderRejected',
  summary: 'An order could not be completed; nothing was charged',
  data: Type.Object({ ...orderTold, code: Type.String({ maxLength: 100 }) }),
})

/** The order was cancelled; what was charged is given back. */
export const orderCancelled = event({
  name: 'orders.orderCancelled',
  summary: 'An order was cancelled; what was charged is given back',
  data: Type.Object({ ...orderTold, refunded: Type.Boolean() }),
})

/** What becomes of orders, as it happens: of one's own, or of all for staff; of one order where it is named. */
export const orderChanges = subscription({
  name: 'orders.orderChanges',
  summary: 'Follow what becomes of your orders; staff follow all',
  rest: 'GET /orders/changes',
  access: ['customer', 'staff'],
  own: { customer: 'customerId' },
  input: Type.Object({ orderId: Type.Optional(OrderId) }),
  events: [orderConfirmed, orderRejected, orderCancelled],
})
