/** What callers of the carts module may rely on: what somebody means to order. */

import { command, query, refersTo, secret } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

import { Sku } from '../catalog/contract.ts'

/** Most lines a cart holds, and most of one sku. */
export const maxLines = 100
export const maxQuantity = 999

export const CartId = Type.String({ format: 'uuid', description: 'UUID v7.' })
const CustomerId = Type.String({ minLength: 1, maxLength: 100 })
const OrderId = Type.String({ format: 'uuid' })

const Secret = Type.String({
  ...secret,
  pattern: '^[A-Za-z0-9_-]{43}$',
  description: 'Proves that a guest cart is yours; given once, by createCart. 256 random bits.',
})

export type CartLine = Static<typeof CartLine>
export const CartLine = Type.Object(
  {
    sku: refersTo(Sku, { product: 'catalog.getProductOfSku' }),
    quantity: Type.Integer({ minimum: 1, maximum: maxQuantity }),
  },
  { title: 'CartLine' },
)

const Version = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'Grows by one with every change; also the ETag.',
})

export type Cart = Static<typeof Cart>
export const Cart = Type.Object(
  {
    id: refersTo(CartId, { cart: 'carts.getCart' }),
    owner: Type.Enum(['guest', 'customer']),
    status: Type.Enum(['open', 'merged', 'ordered']),
    lines: Type.Array(CartLine, { maxItems: maxLines, description: 'Ordered by sku.' }),
    version: Version,
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Cart' },
)

/** Also the answer for a cart of somebody else and for a wrong secret, so that ids cannot be probed. */
const cartNotFound = { kind: 'not-found', says: 'There is no such cart for you.' } as const
const cartClosed = {
  kind: 'conflict',
  says: 'The cart was ordered or merged; open another one.',
} as const
const cartFull = {
  kind: 'conflict',
  says: 'The cart has no room for more lines.',
  data: Type.Object({ maxLines: Type.Integer() }),
} as const

const asGuest = { headers: { secret: 'cart-secret' } } as const

export const createCart = command({
  name: 'carts.createCart',
  summary: 'Opens a cart; a signed-in customer has one open cart and is given that one',
  input: Type.Object({}),
  output: Type.Object({ ...Cart.properties, secret: Type.Optional(Secret) }),
  access: 'public',
  rest: { route: 'POST /carts', status: 201, etag: 'version' },
  limit: 'write',
  idempotency: 'none',
  gather: 32,
})

export const getCart = query({
  name: 'carts.getCart',
  summary: 'A cart, for its owner',
  input: Type.Object({ cartId: CartId, secret: Type.Optional(Secret) }),
  output: Cart,
  errors: { CART_NOT_FOUND: cartNotFound },
  access: 'public',
  rest: { route: 'GET /carts/{cartId}', etag: 'version', ...asGuest },
  limit: 'read',
  gather: 100,
})

export const setLine = command({
  name: 'carts.setLine',
  summary: 'Sets how many of a sku the cart holds; 0 removes it',
  input: Type.Object({
    cartId: CartId,
    secret: Type.Optional(Secret),
    sku: Sku,
    quantity: Type.Integer({ minimum: 0, maximum: maxQuantity }),
  }),
  output: Cart,
  errors: { CART_NOT_FOUND: cartNotFound, CART_CLOSED: cartClosed, CART_FULL: cartFull },
  access: 'public',
  rest: { route: 'PUT /carts/{cartId}/lines/{sku}', etag: 'version', ...asGuest },
  limit: 'write',
  idempotency: 'natural',
})

export const claimCart = command({
  name: 'carts.claimCart',
  summary: "Merges a guest cart into the customer's open cart, once: quantities add up",
  input: Type.Object({ cartId: CartId, secret: Type.Optional(Secret) }),
  output: Cart,
  errors: { CART_NOT_FOUND: cartNotFound, CART_CLOSED: cartClosed, CART_FULL: cartFull },
  access: ['customer'],
  rest: { route: 'POST /carts/{cartId}/claim', etag: 'version', ...asGuest },
  limit: 'write',
  idempotency: 'natural',
})

export const checkOut = query({
  name: 'carts.checkOut',
  summary: "The lines of a customer's open cart, as they are to be ordered",
  input: Type.Object({ cartId: CartId, customerId: CustomerId }),
  output: Type.Object({
    version: Version,
    lines: Type.Array(CartLine, { minItems: 1, maxItems: maxLines }),
  }),
  errors: {
    CART_NOT_FOUND: cartNotFound,
    CART_CLOSED: cartClosed,
    CART_EMPTY: { kind: 'conflict', says: 'The cart holds nothing to order.' },
  },
  access: 'internal',
  priority: 'critical',
  gather: 64,
})

/** Closes the cart for one order. Done again for the same order it changes nothing; for another order it fails. */
export const completeCart = command({
  name: 'carts.completeCart',
  summary: 'Marks a cart as ordered',
  input: Type.Object({ cartId: CartId, customerId: CustomerId, orderId: OrderId }),
  output: Type.Object({}),
  errors: { CART_NOT_FOUND: cartNotFound, CART_CLOSED: cartClosed },
  access: 'internal',
  idempotency: 'natural',
  lazyCommit: true,
  priority: 'critical',
  gather: 64,
})
