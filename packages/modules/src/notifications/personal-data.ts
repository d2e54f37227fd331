import { handle } from '@archwright/kit'
import { personalData as declare } from '@archwright/kit/contract'

/** What notifications hold of a person: where to write to, and what was written. */
export const personalData = declare('notifications')

export const handleFindPersonalData = handle(
  personalData.find,
  async ({ id, knownAs }, { sql }) => ({
    knownAs: [],
    held: [
      {
        what: 'recipient',
        why: 'to write to the customer',
        rows: await sql`
          select email, name from notifications.customer where customer_id = ${id}`,
      },
      {
        what: 'letters',
        why: 'to show what was sent',
        rows: await sql`
          select kind, subject, data, recipient, status, created_at as "createdAt", sent_at as "sentAt"
          from notifications.notification where customer_id = ${id} or recipient = any(${knownAs})`,
      },
    ],
  }),
)

export const handleErasePersonalData = handle(
  personalData.erase,
  async ({ id, knownAs }, { sql }) => {
    const letters = await sql`
      delete from notifications.notification
      where customer_id = ${id} or recipient = any(${knownAs}) returning 1`
    const recipients = await sql`
      delete from notifications.customer where customer_id = ${id} returning 1`
    return {
      erased: [
        { what: 'letters', count: letters.length },
        { what: 'recipient', count: recipients.length },
      ],
      kept: [],
    }
  },
)
