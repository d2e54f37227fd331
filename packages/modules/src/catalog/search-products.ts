import { fragment, handle, listing } from '@archwright/kit'

import { searchProducts } from './contract.ts'
import { search } from './listing-store.ts'
import { beginningsIn } from './search-words.ts'
import { summaryOf } from './summary.ts'

const found = listing({
  name: 'found products',
  columns: { rank: fragment`found.rank` },
  tie: fragment`found.id`,
  sort: '-rank',
})

export const handleSearchProducts = handle(searchProducts, async (input, { sql, cursors }) => {
  const { q, category = null } = input
  const page = found.page(input, cursors)
  const rows = await search(sql, { words: q, beginnings: beginningsIn(q), category }, page)
  const { items, nextCursor } = page.of(rows)
  return { items: items.map(summaryOf), nextCursor }
})
