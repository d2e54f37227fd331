import { handle } from '@archwright/kit'

import { returnStock } from './contract.ts'
import { returnSold } from './store.ts'

export const handleReturnStock = handle(returnStock, {
  async runMany(members, { sql }) {
    await returnSold(
      sql,
      members.map(({ input }) => input.orderId),
    )
    return members.map(({ input }) => ({ orderId: input.orderId }))
  },
})
