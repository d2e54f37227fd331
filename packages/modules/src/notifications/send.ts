import { type Job, type JobContext, job } from '@archwright/kit'
import { Type } from 'typebox'

import type { Addresses } from './addresses.ts'
import type { Mailer, MailOutcome } from './mailer.ts'
import { findQueued, noteEnds, type QueuedNotification, type SendingEnd } from './store.ts'
import { type MessageData, renderMessage } from './templates.ts'

const attempts = 10

/** So many share a look-up and a note; a crash between the server's answer and the note sends these again. */
export const lettersOfJob = 10

/** Ten tries, each later than the one before, reach over ten hours: longer than most outages. */
export const sending = {
  name: 'notifications.send',
  payload: Type.Object({
    notificationIds: Type.Array(Type.String({ format: 'uuid' }), { maxItems: lettersOfJob }),
  }),
  attempts,
} as const

/** @param mailer undefined: no mail server is configured. */
export function createSending(mailer: () => Mailer | undefined, addresses: Addresses): Job {
  return job(sending, async ({ notificationIds }, context) => {
    const queued = await findQueued(context.sql, notificationIds, addresses)
    if (queued.length === 0) return
    const ends = await Promise.all(queued.map((one) => send(one, mailer(), context)))
    await noteEnds(context.sql, ends, context.now())
    const again = ends.find(({ status }) => status === 'queued')
    if (again) throw new Error(again.reason) // the queue tries those again later
  })
}

/** Hands one letter to the server. One that is sent twice has the same Message-ID both times. */
async function send(
  queued: QueuedNotification,
  mailer: Mailer | undefined,
  { attempt }: Pick<JobContext, 'attempt'>,
): Promise<SendingEnd> {
  const { id, kind, recipient, name } = queued
  if (!mailer) return { id, status: 'unsent', reason: noServer }
  const message = renderMessage(kind, dataOf(queued), name)
  const outcome = await mailer.send({ id, to: recipient, ...message })
  if (outcome.sent) return { id, status: 'sent', reason: outcome.response }
  return { id, status: isLast(outcome, attempt) ? 'failed' : 'queued', reason: outcome.reason }
}

export const noServer = 'no SMTP server configured'

function isLast({ permanent }: MailOutcome & { sent: false }, attempt: number): boolean {
  return permanent || attempt >= attempts
}

function dataOf({ data }: QueuedNotification): MessageData[QueuedNotification['kind']] {
  return data as MessageData[QueuedNotification['kind']] // written by notify, of the same kind
}
