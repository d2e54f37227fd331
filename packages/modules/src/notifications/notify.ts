import type { WorkContext } from '@archwright/kit'

import type { Addresses } from './addresses.ts'
import type { NotificationKind } from './contract.ts'
import { lettersOfJob, sending } from './send.ts'
import { insertNotifications, insertUnknownCustomers, type Placed } from './store.ts'
import { type MessageData, subjectOf } from './templates.ts'

export interface Occasion<Kind extends NotificationKind> {
  kind: Kind
  customerId: string
  data: MessageData[Kind]
}

/** Whether a mail server is configured, and how addresses are kept. */
export interface Sending {
  readonly canSend: boolean
  readonly addresses: Addresses
}

/** Writes a notification for each occasion and queues those that can be sent, all with the caller's work. */
export async function notify<Kind extends NotificationKind>(
  occasions: readonly Occasion<Kind>[],
  context: WorkContext,
  { canSend, addresses }: Sending,
): Promise<void> {
  const { sql, newId, now } = context
  const notifications = occasions.map((occasion) => {
    return { ...occasion, id: newId(), subject: subjectOf(occasion.kind, occasion.data) }
  })
  await insertUnknownCustomers(
    sql,
    occasions.map(({ customerId }) => customerId),
  )
  enqueueAll(
    await insertNotifications(sql, notifications, { canSend, now: now(), addresses }),
    context,
  )
}

/** Jobs for the notifications that wait for nothing. */
export function enqueueAll(
  placed: readonly Placed[],
  { enqueue }: Pick<WorkContext, 'enqueue'>,
): void {
  const ids = placed.flatMap(({ id, status }) => (status === 'queued' ? [id] : []))
  for (let start = 0; start < ids.length; start += lettersOfJob)
    enqueue(sending, { notificationIds: ids.slice(start, start + lettersOfJob) })
}
