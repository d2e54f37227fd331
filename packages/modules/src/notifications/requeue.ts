import { type Handler, handle, job } from '@archwright/kit'
import { Type } from 'typebox'

import { requeue } from './contract.ts'
import { enqueueAll } from './notify.ts'
import { failStale, requeueUnsent } from './store.ts'

const dayMs = 86_400_000
/** News older than this is none. */
const newsDays = 3
/** Longer than ten tries take. */
const triedDays = 1
const most = 500

/** @param canSend whether a mail server is configured: without one, what is unsent stays so. */
export function handleRequeue(canSend: boolean): Handler {
  return handle(requeue, async (_, context) => {
    const { sql, now } = context
    const daysAgo = (days: number) => new Date(now().getTime() - days * dayMs)
    await failStale(sql, daysAgo(triedDays))
    if (!canSend) return { queued: 0 }
    const placed = await requeueUnsent(sql, { since: daysAgo(newsDays), most })
    enqueueAll(placed, context)
    return { queued: placed.length }
  })
}

/** Takes up what waited for a mail server, and gives up what was tried too often. */
export const requeueing = job(
  { name: 'notifications.requeue', payload: Type.Object({}), schedule: '*/10 * * * *' },
  async (_, { call }) => {
    await call(requeue, {})
  },
)
