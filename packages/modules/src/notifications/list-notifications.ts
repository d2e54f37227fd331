import { fragment, handle, listing } from '@archwright/kit'

import { listNotifications } from './contract.ts'
import { listNewest } from './store.ts'

const id = fragment`id`
const notifications = listing({
  name: 'notifications',
  columns: { created: id },
  tie: id,
  sort: '-created',
})

export const handleListNotifications = handle(
  listNotifications,
  async (input, { sql, cursors }) => {
    const page = notifications.page(input, cursors)
    return page.of(await listNewest(sql, input, page))
  },
)
