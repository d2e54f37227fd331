/** What callers of the notifications module may rely on: which messages went out, and which did not. */

import { command, pageInput, pageOf, personal, query } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

const CustomerId = Type.String({ minLength: 1, maxLength: 100 })

/** `waiting`: the address is not known yet. `unsent`: no mail server is configured. `failed`: given up. */
export type NotificationStatus = Static<typeof NotificationStatus>
export const NotificationStatus = Type.Enum(['waiting', 'queued', 'sent', 'unsent', 'failed'], {
  title: 'NotificationStatus',
})

export type NotificationKind = Static<typeof NotificationKind>
export const NotificationKind = Type.Enum(
  ['welcome', 'order-confirmed', 'order-rejected', 'order-cancelled'],
  { title: 'NotificationKind' },
)

export type Notification = Static<typeof Notification>
export const Notification = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'Also the local part of the Message-ID.' }),
    customerId: CustomerId,
    kind: NotificationKind,
    recipient: Type.Union([Type.String(personal), Type.Null()]),
    subject: Type.String(),
    status: NotificationStatus,
    reason: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it is not sent; the answer of the mail server when it is.',
    }),
    createdAt: Type.String({ format: 'date-time' }),
    sentAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { title: 'Notification' },
)

/** Queues what was unsent for want of a mail server; run by the job of the same name. */
export const requeue = command({
  name: 'notifications.requeue',
  summary: 'Send what was unsent for want of a mail server, and give up what was tried too often',
  access: 'internal',
  idempotency: 'natural',
  priority: 'background',
  input: Type.Object({}),
  output: Type.Object({ queued: Type.Integer({ minimum: 0 }) }),
})

export const listNotifications = query({
  name: 'notifications.listNotifications',
  summary: 'Messages to customers, newest first',
  input: Type.Object({
    status: Type.Optional(NotificationStatus),
    customerId: Type.Optional(CustomerId),
    ...pageInput,
  }),
  output: pageOf(Notification),
  access: ['staff'],
  rest: 'GET /notifications',
  limit: 'read',
  paged: true,
})
