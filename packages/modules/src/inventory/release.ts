import { handle } from '@archwright/kit'

import { release } from './contract.ts'
import { refuseReservations, releaseStock } from './store.ts'

export const handleRelease = handle(release, {
  async runMany(members, { sql }) {
    const orderIds = members.map(({ input }) => input.orderId)
    // A tombstone first: whoever reserves from now on either finds it or is found by the release.
    await refuseReservations(sql, orderIds)
    await releaseStock(sql, orderIds)
    return members.map(({ input }) => ({ orderId: input.orderId }))
  },
})
