import { type Job, type JobContext, job } from '@archwright/kit'
import { Type } from 'typebox'

import type { Mailer, MailOutcome } from './mailer.ts'
import { findQueued, markSent, markUnsent, type QueuedNotification } from './store.ts'
import { type MessageData, renderMessage } from './templates.ts'

const attempts = 10

/** Ten tries, each later than the one before, reach over ten hours: longer than most outages. */
export const sending = {
  name: 'notifications.send',
  payload: Type.Object({ notificationId: Type.String({ format: 'uuid' }) }),
  attempts,
} as const

/** @param mailer undefined: no mail server is configured. */
export function createSending(mailer: () => Mailer | undefined): Job {
  return job(sending, async ({ notificationId: id }, context) => {
    const queued = await findQueued(context.sql, id)
    if (!queued) return
    const server = mailer()
    if (!server) {
      const reason = 'no SMTP server configured'
      await markUnsent(context.sql, id, { status: 'unsent', reason })
      return
    }
    const message = renderMessage(queued.kind, dataOf(queued), queued.name)
    await settle(id, await server.send({ id, to: queued.recipient, ...message }), context)
  })
}

/** A crash between the server's answer and this note sends the letter again, under the same Message-ID. */
async function settle(id: string, outcome: MailOutcome, context: JobContext): Promise<void> {
  const { sql, now, attempt } = context
  if (outcome.sent) return markSent(sql, id, { response: outcome.response, at: now() })

  const { permanent, reason } = outcome
  const last = permanent || attempt >= attempts
  await markUnsent(sql, id, { status: last ? 'failed' : 'queued', reason })
  if (!last) throw new Error(reason) // the queue tries again later
}

function dataOf({ data }: QueuedNotification): MessageData[QueuedNotification['kind']] {
  return data as MessageData[QueuedNotification['kind']] // written by notify, of the same kind
}
