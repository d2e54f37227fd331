import type { WorkContext } from '@archwright/kit'

import type { NotificationKind } from './contract.ts'
import { sending } from './send.ts'
import { insertNotifications, insertUnknownCustomers, type Placed } from './store.ts'
import { type MessageData, subjectOf } from './templates.ts'

export interface Occasion<Kind extends NotificationKind> {
  kind: Kind
  customerId: string
  data: MessageData[Kind]
}

/** Writes a notification for each occasion and queues those that can be sent, all with the caller's work. */
export async function notify<Kind extends NotificationKind>(
  occasions: readonly Occasion<Kind>[],
  context: WorkContext,
  canSend: boolean,
): Promise<void> {
  const { sql, newId, now } = context
  const notifications = occasions.map((occasion) => {
    return { ...occasion, id: newId(), subject: subjectOf(occasion.kind, occasion.data) }
  })
  await insertUnknownCustomers(
    sql,
    occasions.map(({ customerId }) => customerId),
  )
  enqueueAll(await insertNotifications(sql, notifications, { canSend, now: now() }), context)
}

/** One job for each notification that waits for nothing. */
export function enqueueAll(placed: readonly Placed[], { enqueue }: WorkContext): void {
  for (const { id, status } of placed) {
    if (status === 'queued') enqueue(sending, { notificationId: id })
  }
}
