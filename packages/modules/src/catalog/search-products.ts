import { createHash } from 'node:crypto'

import { decodeCursor, encodeCursor, handle, pageOfRows } from '@archwright/kit'
import { Type } from 'typebox'

import { searchProducts } from './contract.ts'
import { search } from './listing-store.ts'
import { beginningsIn } from './search-words.ts'
import { newest, summaryOf } from './summary.ts'

const Key = Type.Tuple([Type.Number(), Type.String({ format: 'uuid' })])
const best = Number.MAX_VALUE

export const handleSearchProducts = handle(
  searchProducts,
  async ({ q, category, cursor, limit = 20 }, { sql }) => {
    const list = listName(q, category)
    const [rank, before] = cursor ? decodeCursor(list, cursor, Key) : [best, newest]
    const wanted = { words: q, beginnings: beginningsIn(q), category: category ?? null }

    const rows = await search(sql, wanted, { rank, before, limit: limit + 1 })

    const page = pageOfRows(rows, limit, (last) => encodeCursor(list, [last.rank, last.id]))
    return { ...page, items: page.items.map(summaryOf) }
  },
)

/** Short whatever was typed: a cursor travels in a URL. */
function listName(q: string, category = ''): string {
  const hash = createHash('sha256').update(`${category} ${q}`).digest('base64url')
  return `search ${hash.slice(0, 12)}`
}
