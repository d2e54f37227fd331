import { handle, job } from '@archwright/kit'
import { Type } from 'typebox'

import { expireReservations } from './contract.ts'
import { claimExpired, releaseStock } from './store.ts'

// Small enough that popular stock rows are not locked for long.
const mostAtOnce = 200

export const handleExpireReservations = handle(expireReservations, async (_, { sql }) => {
  const expired = await claimExpired(sql, mostAtOnce)
  if (expired.length > 0)
    await releaseStock(
      sql,
      expired.map(({ orderId }) => orderId),
    )
  return { expired: expired.length }
})

export const expireReservationsJob = job(
  { name: 'inventory.expireReservations', payload: Type.Object({}), schedule: '* * * * *' },
  async (_, { call, signal }) => {
    for (;;) {
      const { expired } = await call(expireReservations, {})
      if (expired < mostAtOnce || signal.aborted) return
    }
  },
)
