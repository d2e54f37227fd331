import { job } from '@archwright/kit'
import { Type } from 'typebox'

import { deleteAbandoned } from './store.ts'

const dayMs = 86_400_000
const keptMs = 30 * dayMs
const batch = 1_000

/** Guest carts that nobody touched for 30 days are of no use to anybody; once a day they go. */
export const forgetAbandoned = job(
  { name: 'carts.forgetAbandoned', payload: Type.Object({}), schedule: '41 3 * * *' },
  async (_payload, { sql, now, signal }) => {
    const before = new Date(now().getTime() - keptMs)
    let deleted = batch
    while (deleted === batch && !signal.aborted) {
      deleted = await deleteAbandoned(sql, before, batch)
    }
  },
)
