import { decodeCursor, encodeCursor, handle, pageOfRows } from '@archwright/kit'
import { Type } from 'typebox'

import { listProducts } from './contract.ts'
import { listAll, listCategory } from './listing-store.ts'
import { newest, summaryOf } from './summary.ts'

const Key = Type.Tuple([Type.String({ format: 'uuid' })])

export const handleListProducts = handle(
  listProducts,
  async ({ category, cursor, limit = 20 }, { sql }) => {
    const list = `products ${category ?? ''}`
    const [before] = cursor ? decodeCursor(list, cursor, Key) : [newest]
    const keyset = { before, limit: limit + 1 }

    const rows = category ? await listCategory(sql, category, keyset) : await listAll(sql, keyset)

    const page = pageOfRows(rows, limit, ({ id }) => encodeCursor(list, [id]))
    return { ...page, items: page.items.map(summaryOf) }
  },
)
