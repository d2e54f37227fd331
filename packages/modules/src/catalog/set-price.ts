import { handle } from '@archwright/kit'

import { setPrice } from './contract.ts'
import { changePrice, changeProduct, findProducts, findVersion } from './store.ts'

export const handleSetPrice = handle(setPrice, async (input, context) => {
  const { sql, principal, fail } = context
  const { productId, version, sku, price } = input
  const now = context.now()

  // The product first: its row lock is what two price changes at once wait for.
  const isDone = await changeProduct(sql, { productId, version }, now)
  if (!isDone) {
    const current = await findVersion(sql, productId)
    if (current === undefined) throw fail.PRODUCT_NOT_FOUND()
    throw fail.VERSION_MISMATCH({ version: current })
  }
  const priced = await changePrice(sql, { productId, sku, price, changedBy: principal.id }, now)
  if (!priced) throw fail.VARIANT_NOT_FOUND()

  const [product] = await findProducts(sql, [productId])
  if (!product) throw fail.PRODUCT_NOT_FOUND()
  // No list is ordered by price: those that show the product name it.
  context.changed(productId)
  return product
})
