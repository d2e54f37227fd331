import { defineModule } from '@archwright/kit'

import { handleCommitReservation } from './commit-reservation.ts'
import { expireReservationsJob, handleExpireReservations } from './expire-reservations.ts'
import { handleRelease } from './release.ts'
import { handleReserve } from './reserve.ts'
import { handleReturnStock } from './return-stock.ts'
import { handleGetStock, handleSetStock } from './stock.ts'

/** Knows how much of each sku there is, and for whom. */
export const inventory = defineModule({
  name: 'inventory',
  summary: 'Stock, and what orders hold of it',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: [
    handleGetStock,
    handleSetStock,
    handleReserve,
    handleRelease,
    handleCommitReservation,
    handleReturnStock,
    handleExpireReservations,
  ],
  jobs: [expireReservationsJob],
})

/** Makes the module for a process. */
export const create = () => inventory
