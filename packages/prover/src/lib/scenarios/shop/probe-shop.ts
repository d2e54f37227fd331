import { randomUUID } from 'node:crypto'

import { probeAccess, type Visitor } from '../../probes/probe-access.ts'
import { probeContracts } from '../../probes/probe-contracts.ts'
import { type Belonging, probeOwnership } from '../../probes/probe-ownership.ts'
import { addCustomer, signIn } from '../members.ts'
import type { Probes } from '../scenario.ts'
import type { Customer } from '../step.ts'
import { callPlaceOrder, recordPlacing } from './placing.ts'
import { addItem } from './preparation.ts'
import type { Shop } from './shop.ts'

const PROBE_SEATS = { owner: 9_001, stranger: 9_002, visitor: 9_003, successor: 9_004 }

/** Tries every operation as every role, what belongs to others, and all the ways to ask wrongly. */
export async function probeShop(shop: Shop): Promise<Probes> {
  const { api, endpoints, project, progress } = shop
  const owner = await addCustomer(api, PROBE_SEATS.owner)
  const stranger = await addCustomer(api, PROBE_SEATS.stranger)
  const { cartId, orderId } = await shopAs(shop, owner)
  const belongings = belongingsOf(cartId, orderId)
  const owned = await probeOwnership(api, belongings, {
    owner: { token: owner.token },
    strangers: { 'another customer': { token: stranger.token }, guest: {} },
  })
  // Probes change what they find: they get a product and a customer that the load has nothing to do with.
  const { productId, sku } = await addItem(api, shop.state.staffToken, 'probe-1')
  const visitor = await addCustomer(api, PROBE_SEATS.visitor)
  const known = { productId, sku, cartId, orderId, provider: 'simulator', q: 'tea' }
  const probe = {
    document: project.openapi,
    endpoints,
    known,
    visitors: await visitorsOf(shop, visitor),
  }
  const roles = await probeAccess(api, probe)
  // Some probes sign their visitor out or erase them: the next ones need another.
  const successor = await addCustomer(api, PROBE_SEATS.successor)
  const taken = await probeContracts(api, { ...probe, visitors: await visitorsOf(shop, successor) })
  const access = {
    checked: owned.checked + roles.checked,
    wrong: [...owned.wrong, ...roles.wrong],
  }
  progress(
    `${access.checked} tries at what is not allowed or is: ${access.wrong.length} wrong; ` +
      `${shop.conformance.result().checked.toLocaleString('en')} answers held against the contract`,
  )
  return { access, taken }
}

/** A guest, a customer and a member of staff, in sessions of their own. */
async function visitorsOf(
  { api, environment }: Shop,
  { email, password, client }: Customer,
): Promise<Visitor[]> {
  const signedIn = await signIn(api, { email, password, client })
  const staff = await signIn(api, { ...environment.staff, client })
  return [
    { name: 'guest', role: 'guest' },
    { name: 'customer', role: 'customer', token: signedIn.accessToken },
    { name: 'staff', role: 'staff', token: staff.accessToken },
  ]
}

/** An order and an open cart of one customer, made over the public API. */
async function shopAs(
  shop: Shop,
  { customerId, token, client }: Customer,
): Promise<{ cartId: string; orderId: string }> {
  const { api, state, history } = shop
  const cart = await fillCart(shop, { token, client })
  const call = callPlaceOrder(
    api.routes,
    { cartId: cart, customerId, token, client },
    { key: randomUUID(), paymentMethod: state.paymentMethod },
  )
  const outcome = await shop.client.send(call)
  const placing = recordPlacing(call, outcome)
  history.add([placing])
  const orderId = placing.acknowledged[0]?.orderId
  if (!orderId) throw new Error(`the first order was refused: ${placing.refused.join(', ')}`)
  return { orderId, cartId: await fillCart(shop, { token, client }) }
}

async function fillCart(
  { api, state }: Shop,
  person: { token: string; client: number },
): Promise<string> {
  const { id } = await api.get<{ id: string }>('carts.createCart', { body: {}, ...person })
  const sku = state.items[0]?.sku ?? ''
  await api.get('carts.setLine', { params: { cartId: id, sku }, body: { quantity: 1 }, ...person })
  return id
}

function belongingsOf(cartId: string, orderId: string): Belonging[] {
  const order = { params: { orderId } }
  const cart = { params: { cartId, sku: 'tea-1' } }
  const wrongSecret = { headers: { 'cart-secret': 'x'.repeat(43) } }
  return [
    { operation: 'orders.getOrder', request: order, isRead: true },
    { operation: 'orders.getHistory', request: order, isRead: true },
    { operation: 'orders.cancelOrder', request: { ...order, body: {} }, isRead: false },
    { operation: 'carts.getCart', request: cart, isRead: true },
    { operation: 'carts.getCart', request: { ...cart, ...wrongSecret }, isRead: true },
    { operation: 'carts.setLine', request: { ...cart, body: { quantity: 9 } }, isRead: false },
    { operation: 'carts.claimCart', request: { ...cart, body: {} }, isRead: false },
    {
      operation: 'orders.placeOrder',
      request: {
        headers: { 'idempotency-key': randomUUID() },
        body: { cartId, paymentMethod: 'tok_ok' },
      },
      isRead: false,
    },
  ]
}
