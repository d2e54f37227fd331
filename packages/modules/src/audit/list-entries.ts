import { handle, pageOfRows, readAudit } from '@archwright/kit'
import { Type } from 'typebox'

import { listEntries } from './contract.ts'
import { streamOf } from './stream-of.ts'

const Key = Type.Tuple([Type.Integer()])

export const handleListEntries = handle(
  listEntries,
  async (input, { sql, principal: reader, cursors }) => {
    const { principal = null, resource = null, cursor, limit = 20 } = input
    const stream = streamOf(reader, input)
    const list = `audit ${stream} ${principal ?? ''} ${resource ?? ''}`
    const [before] = cursor ? cursors.decode(list, cursor, Key) : [Number.MAX_SAFE_INTEGER]
    const rows = await readAudit(sql, { stream, principal, resource, before, limit: limit + 1 })
    const page = pageOfRows(rows, limit, ({ number }) => cursors.encode(list, [number]))
    return { ...page, items: page.items.map(({ stream: _, ...entry }) => entry) }
  },
)
