import { decodeCursor, encodeCursor, handle, pageOfRows } from '@archwright/kit'
import { Type } from 'typebox'

import { listNotifications } from './contract.ts'
import { listNewest } from './store.ts'

const Key = Type.Tuple([Type.String({ format: 'uuid' })])
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

export const handleListNotifications = handle(
  listNotifications,
  async ({ status, customerId, cursor, limit = 20 }, { sql }) => {
    const list = `notifications ${status ?? ''} ${customerId ?? ''}`
    const [before] = cursor ? decodeCursor(list, cursor, Key) : [newest]

    const rows = await listNewest(sql, { before, limit: limit + 1, status, customerId })

    return pageOfRows(rows, limit, ({ id }) => encodeCursor(list, [id]))
  },
)
