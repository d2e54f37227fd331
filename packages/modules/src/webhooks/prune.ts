import { job } from '@archwright/kit'
import { Type } from 'typebox'

import { deleteEnded, deleteMessages } from './delivery-store.ts'
import { idAt } from './message.ts'
import { keptDays } from './schedule.ts'

const dayMs = 86_400_000
const batch = 1_000

/** Forgets what ended long ago, in short statements. */
export const pruning = job(
  { name: 'webhooks.prune', payload: Type.Object({}), schedule: '41 * * * *' },
  async (_, { sql, now, signal }) => {
    const before = idAt(new Date(now().getTime() - keptDays * dayMs))
    for (const deleteSome of [deleteEnded, deleteMessages]) {
      let deleted = batch
      while (deleted === batch && !signal.aborted) deleted = await deleteSome(sql, before, batch)
    }
  },
)
