import { randomUUID } from 'node:crypto'

import { makeCall } from '../../contracts/requests.ts'
import { succeeded } from '../../load/call.ts'
import type { Random } from '../../load/random.ts'
import { type Buyer, bodyOf, type Step } from '../step.ts'
import { callPlaceOrder } from './placing.ts'
import type { FilledCart, GuestCart, SaleItem, ShopState } from './state.ts'

const MAX_KNOWN_ORDERS = 5_000
const MAX_GUEST_CARTS = 200
const GUEST_SHARE = 1 / 3

interface OpenCart {
  cartId: string
  customer: Buyer
}

/**
 * Customers who each open a cart, fill it and order it, again and again. The calls of an operation come at
 * the asked rate; which customer makes one is decided here, so that no two calls disturb one another.
 */
export class Journey {
  readonly #state: ShopState
  readonly #random: Random
  readonly #byId: ReadonlyMap<string, Buyer>
  /** Customers between two purchases, with an open cart still empty, and with a filled one. */
  readonly #idle: Buyer[]
  readonly #empty: OpenCart[] = []
  readonly #filled: FilledCart[]
  readonly #guestCarts: GuestCart[]
  readonly #orders: { orderId: string; customer: Buyer }[] = []
  #guests = 0

  constructor(state: ShopState, random: Random) {
    this.#state = state
    this.#random = random
    this.#byId = new Map(state.buyers.map((customer) => [customer.customerId, customer]))
    const shopping = new Set(state.filledCarts.map(({ customerId }) => customerId))
    this.#idle = state.buyers.filter(({ customerId }) => !shopping.has(customerId))
    this.#filled = [...state.filledCarts]
    this.#guestCarts = [...state.guestCarts]
  }

  /** Adds carts that were filled beforehand; they are ordered before any other. */
  feed(carts: readonly FilledCart[]): void {
    this.#filled.unshift(...carts)
  }

  createCart(): Step {
    const wantsGuest = this.#random() < GUEST_SHARE && this.#guestCarts.length < MAX_GUEST_CARTS
    const customer = wantsGuest ? undefined : this.#idle.shift()
    return customer ? this.#createOwn(customer) : this.#createAsGuest()
  }

  /** A guest signs in: what was in the guest cart comes into the customer's own. */
  claimCart(): Step | undefined {
    const guest = this.#guestCarts.shift()
    const customer = guest && this.#idle.shift()
    if (!customer) return undefined
    const call = makeCall(this.#state.routes, 'carts.claimCart', {
      params: { cartId: guest.cartId },
      headers: { 'cart-secret': guest.secret },
      body: {},
      ...as(customer),
    })
    return { call, heard: (outcome) => this.#opened(customer, succeeded(outcome), outcome) }
  }

  setLine(): Step | undefined {
    const cart = this.#empty.shift() ?? this.#reopen()
    if (!cart) return undefined
    const { customer, cartId } = cart
    const call = makeCall(this.#state.routes, 'carts.setLine', {
      params: { cartId, sku: this.chooseItem().sku },
      body: { quantity: 1 + Math.floor(this.#random() * 3) },
      ...as(customer),
    })
    const heard: Step['heard'] = (outcome) => {
      if (!succeeded(outcome)) this.#idle.push(customer)
      else this.#filled.push({ cartId, customerId: customer.customerId, ...as(customer) })
    }
    return { call, heard }
  }

  getCart(): Step | undefined {
    const [cart] = this.#filled.length > 0 ? this.#filled : this.#guestCarts
    if (!cart) return undefined
    const { cartId, client } = cart
    const proof =
      'token' in cart ? { token: cart.token } : { headers: { 'cart-secret': cart.secret } }
    const request = { params: { cartId }, client, ...proof }
    return { call: makeCall(this.#state.routes, 'carts.getCart', request) }
  }

  placeOrder(): Step | undefined {
    const cart = this.#filled.shift()
    if (!cart) return undefined
    const { routes, paymentMethod } = this.#state
    const call = callPlaceOrder(routes, cart, { key: randomUUID(), paymentMethod })
    const customer = this.#byId.get(cart.customerId)
    if (!customer) return { call }
    const heard: Step['heard'] = (outcome) => {
      this.#idle.push(customer)
      if (!succeeded(outcome)) return
      const { orderId, status } = bodyOf<{ orderId: string; status: string }>(outcome)
      // One that is still pending may yet be rejected, and then rightly not be cancelled.
      if (status === 'confirmed') this.#orders.push({ orderId, customer })
      if (this.#orders.length > MAX_KNOWN_ORDERS) this.#orders.shift()
    }
    return { call, heard }
  }

  /** Reads an order placed in this load; the customer's list while there is none. */
  readOrder(operation: string): Step {
    const known = this.#orders[Math.floor(this.#random() * this.#orders.length)]
    const { routes, buyers } = this.#state
    if (!known) {
      return { call: makeCall(routes, 'orders.listOrders', as(buyers[0] as Buyer)) } // never empty
    }
    const params = { orderId: known.orderId }
    return { call: makeCall(routes, operation, { params, ...as(known.customer) }) }
  }

  /** Cancels the oldest order of this load; reads while there is none. */
  cancelOrder(): Step {
    const known = this.#orders.shift()
    if (!known) return this.readOrder('orders.getOrder')
    const request = { params: { orderId: known.orderId }, body: {}, ...as(known.customer) }
    return { call: makeCall(this.#state.routes, 'orders.cancelOrder', request) }
  }

  /** An order of this load, for staff to look at. */
  someOrder(): string | undefined {
    return this.#orders.at(-1)?.orderId
  }

  /** Some sell much better than others: the first tenth of the items gets about a third of the calls. */
  chooseItem(): SaleItem {
    const { items } = this.#state
    return items[Math.floor(this.#random() ** 2 * items.length)] as SaleItem // the index is in range
  }

  #createOwn(customer: Buyer): Step {
    const call = makeCall(this.#state.routes, 'carts.createCart', { body: {}, ...as(customer) })
    return { call, heard: (outcome) => this.#opened(customer, succeeded(outcome), outcome) }
  }

  #createAsGuest(): Step {
    this.#guests += 1
    const client = this.#guests
    const call = makeCall(this.#state.routes, 'carts.createCart', { body: {}, client })
    const heard: Step['heard'] = (outcome) => {
      if (!succeeded(outcome) || this.#guestCarts.length >= MAX_GUEST_CARTS) return
      const { id, secret } = bodyOf<{ id: string; secret: string }>(outcome)
      this.#guestCarts.push({ cartId: id, secret, client })
    }
    return { call, heard }
  }

  #opened(customer: Buyer, isOpen: boolean, outcome: Parameters<typeof bodyOf>[0]): void {
    if (!isOpen) this.#idle.push(customer)
    else this.#empty.push({ cartId: bodyOf<{ id: string }>(outcome).id, customer })
  }

  /** A customer with a filled cart changes it once more. */
  #reopen(): OpenCart | undefined {
    const index = this.#filled.findLastIndex(({ customerId }) => this.#byId.has(customerId))
    const cart = this.#filled[index]
    const customer = cart && this.#byId.get(cart.customerId)
    if (!customer) return undefined
    this.#filled.splice(index, 1)
    return { cartId: cart.cartId, customer }
  }
}

const as = ({ token, client }: Buyer) => ({ token, client })
