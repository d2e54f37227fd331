import { handle } from '@archwright/kit'

import { getStock, setStock } from './contract.ts'
import { countStock, readAvailable, readReserved } from './store.ts'

export const handleGetStock = handle(getStock, {
  async runMany(members, { sql, fail }) {
    const rows = await readAvailable(
      sql,
      members.map(({ input }) => input.sku),
    )
    const known = new Map(rows.map((row) => [row.sku, row]))
    return members.map(({ input }) => known.get(input.sku) ?? fail.SKU_NOT_STOCKED())
  },
})

export const handleSetStock = handle(setStock, async ({ sku, onHand }, { sql, fail }) => {
  const [level] = await countStock(sql, sku, onHand)
  if (!level) throw fail.STOCK_RESERVED({ sku, reserved: await readReserved(sql, sku) })
  return level
})
