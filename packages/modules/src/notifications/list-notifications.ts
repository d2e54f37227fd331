import { fragment, type Handler, handle, listing } from '@archwright/kit'

import type { Addresses } from './addresses.ts'
import { listNotifications } from './contract.ts'
import { listNewest } from './store.ts'

const id = fragment`id`
const notifications = listing({
  name: 'notifications',
  columns: { created: id },
  tie: id,
  sort: '-created',
})

export function handleListNotifications({ recipient }: Addresses): Handler {
  return handle(listNotifications, async (input, { sql, cursors }) => {
    const page = notifications.page(input, cursors)
    const rows = await listNewest(sql, input, page)
    return page.of(
      rows.map((row) => ({
        ...row,
        recipient: row.recipient === null ? null : recipient.open(row.recipient, row.id),
      })),
    )
  })
}
