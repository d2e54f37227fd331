import { fragment, handle, listing } from '@archwright/kit'

import { listProducts } from './contract.ts'
import { listActive } from './listing-store.ts'
import { summaryOf } from './summary.ts'

const id = fragment`product.id`
const products = listing({
  name: 'products',
  columns: { added: id, title: fragment`product.title` },
  tie: id,
  sort: '-added',
})

export const handleListProducts = handle(listProducts, async (input, { sql, cursors }) => {
  const page = products.page(input, cursors)
  const { items, nextCursor } = page.of(await listActive(sql, input.category, page))
  return { items: items.map(summaryOf), nextCursor }
})
