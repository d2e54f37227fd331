import { ask, saga } from '@archwright/kit'
import { type Static, Type } from 'typebox'

import { returnStock } from '../inventory/contract.ts'
import { refund } from '../payments/contract.ts'
import { abandonCancellation, finishCancellation, Order } from './contract.ts'

type Cancelling = Static<typeof Cancelling>
const Cancelling = Type.Pick(Order, ['orderId'])

const orderOf = ({ orderId }: Cancelling) => ({ orderId })

/** Undoes a confirmed order: once the money is given back, the rest follows. */
export const cancelling = saga({
  name: 'orders.cancelling',
  data: Cancelling,
  steps: [
    { name: 'refund', call: ask(refund, orderOf), pivot: true },
    { name: 'returnStock', call: ask(returnStock, orderOf) },
    { name: 'finish', call: ask(finishCancellation, orderOf) },
  ],
  failed: ask(abandonCancellation, orderOf),
})

/** Names one attempt: an order whose refund was refused may be tried again later. */
export function cancellationId({ orderId, version }: Pick<Order, 'orderId' | 'version'>): string {
  return `${orderId}:cancel:${version}`
}
