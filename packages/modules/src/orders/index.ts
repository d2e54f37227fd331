/** Orders: from placing to their end, and how they came there. */

import { defineModule } from '@archwright/kit'

import { handleCancelOrder } from './cancel-order.ts'
import { cancelling } from './cancelling.ts'
import { orderCancelled, orderChanges, orderConfirmed, orderRejected } from './contract.ts'
import { handleErasePersonalData, handleFindPersonalData, personalData } from './personal-data.ts'
import { handlePlaceOrder } from './place-order.ts'
import { placing } from './placing.ts'
import { handleGetHistory, handleGetOrder, handleListOrders } from './read-orders.ts'
import {
  handleAbandonCancellation,
  handleConfirmOrder,
  handleFinishCancellation,
  handleRecordAuthorization,
  handleRejectOrder,
} from './saga-steps.ts'
import { handleGetSales, salesByMinute } from './sales.ts'

export const orders = defineModule({
  name: 'orders',
  summary: 'Orders: their placing, their states and their history',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: [
    handlePlaceOrder,
    handleGetOrder,
    handleListOrders,
    handleGetHistory,
    handleGetSales,
    handleCancelOrder,
    handleRecordAuthorization,
    handleConfirmOrder,
    handleRejectOrder,
    handleFinishCancellation,
    handleAbandonCancellation,
    handleFindPersonalData,
    handleErasePersonalData,
  ],
  personalData,
  events: [orderConfirmed, orderRejected, orderCancelled],
  subscriptions: [orderChanges],
  sagas: [placing, cancelling],
  windows: [salesByMinute],
})

/** Makes the module for a process. */
export const create = () => orders
