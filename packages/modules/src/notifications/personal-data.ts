import { type Handler, handle } from '@archwright/kit'
import { personalData as declare } from '@archwright/kit/contract'

import type { Addresses } from './addresses.ts'

/** What notifications hold of a person: where to write to, and what was written. */
export const personalData = declare('notifications')

export function handleFindPersonalData({ email, recipient }: Addresses): Handler {
  return handle(personalData.find, async ({ id, knownAs }, { sql }) => {
    const customers = await sql<{ email: string | null; name: string }>`
      select email, name from notifications.customer where customer_id = ${id}`
    const letters = await sql<{ id: string; recipient: string | null }>`
      select id, kind, subject, data, recipient, status, created_at as "createdAt", sent_at as "sentAt"
      from notifications.notification
      where customer_id = ${id} or recipient_index = any(${indexesOf(knownAs, recipient)})`
    return {
      knownAs: [],
      held: [
        {
          what: 'recipient',
          why: 'to write to the customer',
          rows: customers.map((one) => ({ ...one, email: one.email && email.open(one.email, id) })),
        },
        {
          what: 'letters',
          why: 'to show what was sent',
          rows: letters.map(({ id: letter, ...one }) => ({
            ...one,
            recipient: one.recipient && recipient.open(one.recipient, letter),
          })),
        },
      ],
    }
  })
}

export function handleErasePersonalData({ recipient }: Addresses): Handler {
  return handle(personalData.erase, async ({ id, knownAs }, { sql }) => {
    const letters = await sql`
      delete from notifications.notification
      where customer_id = ${id} or recipient_index = any(${indexesOf(knownAs, recipient)}) returning 1`
    const recipients = await sql`
      delete from notifications.customer where customer_id = ${id} returning 1`
    return {
      erased: [
        { what: 'letters', count: letters.length },
        { what: 'recipient', count: recipients.length },
      ],
      kept: [],
    }
  })
}

function indexesOf(addresses: readonly string[], recipient: Addresses['recipient']): string[] {
  return addresses.flatMap((address) => recipient.indexes(address))
}
