/** Notifications: letters to customers about their account and their orders. */

import { defineModule, type Module } from '@archwright/kit'
import type { Environment } from '@archwright/kit/app'

import { handleListNotifications } from './list-notifications.ts'
import { listen } from './listeners.ts'
import { createMailer, type Mailer } from './mailer.ts'
import { handleErasePersonalData, handleFindPersonalData, personalData } from './personal-data.ts'
import { handleRequeue, requeueing } from './requeue.ts'
import { createSending } from './send.ts'

export interface NotificationsSettings {
  /** Mail server, as in SMTP_URL; absent: notifications are written down and not sent. */
  readonly smtpUrl?: string | undefined
  /** Sender; `Shop <no-reply@localhost>` if absent. */
  readonly from?: string | undefined
}

export function notifications({
  smtpUrl,
  from = 'Shop <no-reply@localhost>',
}: NotificationsSettings): Module {
  let mailer: Mailer | undefined
  return defineModule({
    name: 'notifications',
    summary: 'Letters to customers about their account and their orders',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handleListNotifications,
      handleRequeue(smtpUrl !== undefined),
      handleFindPersonalData,
      handleErasePersonalData,
    ],
    personalData,
    listeners: listen(smtpUrl !== undefined),
    jobs: [createSending(() => mailer), requeueing],
    async start() {
      mailer = smtpUrl === undefined ? undefined : createMailer({ smtpUrl, from })
      return async () => mailer?.close()
    },
  })
}

/** Makes the module for a process. */
export function create({ variables }: Environment): Module {
  return notifications({
    smtpUrl: variables.SMTP_URL || undefined,
    from: variables.MAIL_FROM || undefined,
  })
}
