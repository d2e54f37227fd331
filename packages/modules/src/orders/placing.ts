import { ask, saga } from '@archwright/kit'
import { Money } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

import { completeCart } from '../carts/contract.ts'
import { commitReservation, release, reserve, StockLines } from '../inventory/contract.ts'
import { authorize, capture, PaymentMethod, voidPayment } from '../payments/contract.ts'
import { confirmOrder, Order, recordAuthorization, rejectOrder } from './contract.ts'

type Placing = Static<typeof Placing>
const Placing = Type.Object({
  ...Type.Pick(Order, ['orderId', 'customerId', 'cartId']).properties,
  lines: StockLines,
  total: Money,
  paymentMethod: PaymentMethod,
})

/**
 * What happens between placing an order and its end. Until the money is taken everything can be undone;
 * `record` decides between completing and cancelling; from the capture on it only goes forward.
 */
export const placing = saga({
  name: 'orders.placing',
  data: Placing,
  steps: [
    {
      name: 'reserve',
      call: ask(reserve, ({ orderId, lines }: Placing) => ({ orderId, lines })),
      undo: ask(release, ({ orderId }: Placing) => ({ orderId })),
    },
    {
      name: 'authorize',
      call: ask(authorize, ({ orderId, total, paymentMethod }: Placing) => ({
        orderId,
        amount: total,
        paymentMethod,
      })),
      undo: ask(voidPayment, ({ orderId }: Placing) => ({ orderId })),
    },
    {
      name: 'record',
      call: ask(recordAuthorization, ({ orderId }: Placing) => ({ orderId })),
    },
    {
      name: 'capture',
      call: ask(capture, ({ orderId }: Placing) => ({ orderId })),
      pivot: true,
    },
    {
      name: 'complete',
      call: [
        ask(commitReservation, ({ orderId, lines }: Placing) => ({ orderId, lines })),
        ask(confirmOrder, ({ orderId }: Placing) => ({ orderId })),
        ask(completeCart, ({ orderId, customerId, cartId }: Placing) => ({
          orderId,
          customerId,
          cartId,
        })),
      ],
    },
  ],
  failed: ask(rejectOrder, ({ orderId }: Placing, failure) => ({
    orderId,
    code: failure?.code ?? 'INTERNAL',
    ...(failure?.data === undefined ? {} : { evidence: failure.data }),
  })),
})
