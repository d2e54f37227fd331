import { makeCall, type Routes } from '../../contracts/requests.ts'
import type { Call, Outcome } from '../../load/call.ts'
import type { PlacingRecord } from '../cast.ts'
import type { FilledCart } from './state.ts'

/** A call of orders.placeOrder that remembers whose it is. */
export interface PlacingCall extends Call {
  customerId: string
}

export function callPlaceOrder(
  routes: Routes,
  cart: FilledCart,
  { key, paymentMethod }: { key: string; paymentMethod: string },
): PlacingCall {
  const call = makeCall(routes, 'orders.placeOrder', {
    headers: { 'idempotency-key': key },
    body: { cartId: cart.cartId, paymentMethod },
    token: cart.token,
    client: cart.client,
  })
  return { ...call, customerId: cart.customerId }
}

/** The client's own record of what it asked for and what it was told. */
export function recordPlacing(call: PlacingCall, { answer, attempts }: Outcome): PlacingRecord {
  const { cartId } = JSON.parse(call.body ?? '{}') as { cartId: string } // made by callPlaceOrder
  const record = {
    key: call.headers['idempotency-key'] ?? '',
    cartId,
    customerId: call.customerId,
    askedAt: attempts[0]?.at ?? 0,
    toldAt: (attempts.at(-1)?.at ?? 0) + (attempts.at(-1)?.ms ?? 0),
    attempts,
  }
  if (!answer)
    return { ...record, acknowledged: [], refused: [attempts.at(-1)?.error ?? 'no answer'] }
  if (answer.status >= 300) {
    const code = /"code":"(\w+)"/.exec(answer.text)?.[1] ?? ''
    return { ...record, acknowledged: [], refused: [`${answer.status} ${code}`] }
  }
  const order = JSON.parse(answer.text) as {
    orderId: string
    status: string
    total: { amount: number }
  }
  const { orderId, status, total } = order
  return { ...record, acknowledged: [{ orderId, status, total: total.amount }], refused: [] }
}
