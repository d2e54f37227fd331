/** Notifications: letters to customers about their account and their orders. */

import { defineModule, type Module } from '@archwright/kit'
import type { Environment, Secret } from '@archwright/kit/app'
import { type Addresses, addressesOf } from './addresses.ts'
import { CurrentMailer } from './current-mailer.ts'
import { handleListNotifications } from './list-notifications.ts'
import { listen } from './listeners.ts'
import { handleErasePersonalData, handleFindPersonalData, personalData } from './personal-data.ts'
import { handleRequeue, requeueing } from './requeue.ts'
import { createSending } from './send.ts'

export interface NotificationsSettings {
  /** Mail server, as in SMTP_URL; absent: notifications are written down and not sent. */
  readonly smtpUrl?: Secret
  readonly addresses: Addresses
  /** Sender; `Shop <no-reply@localhost>` if absent. */
  readonly from?: string | undefined
}

export function notifications({
  smtpUrl = () => undefined,
  addresses,
  from = 'Shop <no-reply@localhost>',
}: NotificationsSettings): Module {
  const canSend = smtpUrl() !== undefined
  let mailer: CurrentMailer | undefined
  return defineModule({
    name: 'notifications',
    summary: 'Letters to customers about their account and their orders',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handleListNotifications(addresses),
      handleRequeue(canSend),
      handleFindPersonalData(addresses),
      handleErasePersonalData(addresses),
    ],
    personalData,
    encrypted: Object.values(addresses),
    listeners: listen({ canSend, addresses }),
    jobs: [createSending(() => mailer?.now(), addresses), requeueing],
    async start() {
      mailer = canSend ? new CurrentMailer(smtpUrl, from) : undefined
      return async () => mailer?.close()
    },
  })
}

/** Makes the module for a process. */
export function create({ variables, secret, ...environment }: Environment): Module {
  return notifications({
    smtpUrl: secret('SMTP_URL'),
    addresses: addressesOf(environment),
    from: variables.MAIL_FROM || undefined,
  })
}
