/** What callers of the inventory module may rely on. */

import { command, query, refersTo } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

import { Sku } from '../catalog/contract.ts'

export type StockLine = Static<typeof StockLine>
export const StockLine = Type.Object({
  sku: Sku,
  quantity: Type.Integer({ minimum: 1, maximum: 999, examples: [2] }),
})

export type StockLines = Static<typeof StockLines>
export const StockLines = Type.Array(StockLine, {
  minItems: 1,
  maxItems: 100,
  description: 'What is wanted. A sku that stands twice counts together.',
})

const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

export type StockLevel = Static<typeof StockLevel>
export const StockLevel = Type.Object(
  {
    sku: refersTo(Sku, { product: 'catalog.getProductOfSku' }),
    onHand: Count,
    available: Count,
    reserved: Count,
    sold: Count,
  },
  {
    title: 'StockLevel',
    description: 'onHand = available + reserved; sold has left.',
    examples: [{ sku: 'tea-green-100g', onHand: 40, available: 37, reserved: 3, sold: 160 }],
  },
)

const OrderId = Type.String({ format: 'uuid', description: 'The order the stock is for.' })
const NotStocked = { kind: 'not-found', says: 'This sku has never been stocked.' } as const

/** How much of a sku can be ordered now. */
export const getStock = query({
  name: 'inventory.getStock',
  summary: 'How much of a sku can be ordered now',
  rest: 'GET /stock/{sku}',
  access: 'public',
  limit: 'read',
  gather: 64,
  input: Type.Object({ sku: Sku }),
  output: Type.Pick(StockLevel, ['sku', 'available']),
  errors: { SKU_NOT_STOCKED: NotStocked },
})

/** Sets what was counted on the shelf; reservations stay as they are. */
export const setStock = command({
  name: 'inventory.setStock',
  summary: 'Set how much of a sku is on hand, as counted',
  rest: 'PUT /stock/{sku}',
  access: ['staff'],
  limit: 'write',
  batch: 100,
  idempotency: 'natural',
  input: Type.Object({ sku: Sku, onHand: Count }),
  output: StockLevel,
  errors: {
    STOCK_RESERVED: {
      kind: 'conflict',
      data: Type.Object({ sku: Sku, reserved: Count }),
      says: 'Orders under way hold more than that; nothing was changed.',
    },
  },
})

/** Takes stock for all lines of an order, or none. Expires unless committed. */
export const reserve = command({
  name: 'inventory.reserve',
  summary: 'Hold stock for an order: all of its lines or none',
  access: 'internal',
  idempotency: 'natural',
  lazyCommit: true,
  priority: 'critical',
  gather: 64,
  input: Type.Object({ orderId: OrderId, lines: StockLines }),
  output: Type.Object({ orderId: OrderId }),
  errors: {
    OUT_OF_STOCK: {
      kind: 'conflict',
      data: Type.Object({ sku: Sku }),
      says: 'There is not enough of this sku.',
    },
    RESERVATION_CLOSED: {
      kind: 'conflict',
      says: 'The reservation of this order was released before; it cannot be taken again.',
    },
  },
})

/** Gives back what an order holds. Without a reservation it does nothing but refuse a late one. */
export const release = command({
  name: 'inventory.release',
  summary: 'Give back what an order holds, and refuse a late reservation for it',
  access: 'internal',
  idempotency: 'natural',
  priority: 'critical',
  gather: 64,
  input: Type.Object({ orderId: OrderId }),
  output: Type.Object({ orderId: OrderId }),
})

/**
 * Turns what an order holds into sold. The order is paid, so this never fails: when the reservation
 * has expired it takes the stock anew, and what is missing is noted as a shortfall for staff.
 */
export const commitReservation = command({
  name: 'inventory.commitReservation',
  summary: 'Turn what a paid order holds into sold',
  access: 'internal',
  idempotency: 'natural',
  lazyCommit: true,
  priority: 'critical',
  gather: 64,
  input: Type.Object({ orderId: OrderId, lines: StockLines }),
  output: Type.Object({
    orderId: OrderId,
    shortfall: Type.Boolean({ description: 'True when staff must find stock for this order.' }),
  }),
})

/** Puts what an order had bought back on the shelf. */
export const returnStock = command({
  name: 'inventory.returnStock',
  summary: 'Put what a cancelled order had bought back on the shelf',
  access: 'internal',
  idempotency: 'natural',
  gather: 64,
  input: Type.Object({ orderId: OrderId }),
  output: Type.Object({ orderId: OrderId }),
})

/** Releases what has expired; run by the job of the same name, returns how many. */
export const expireReservations = command({
  name: 'inventory.expireReservations',
  summary: 'Release reservations past their time, by the clock of the database',
  access: 'internal',
  idempotency: 'natural',
  priority: 'background',
  input: Type.Object({}),
  output: Type.Object({ expired: Count }),
})
