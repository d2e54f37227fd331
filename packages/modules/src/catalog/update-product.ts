import { handle } from '@archwright/kit'

import { updateProduct } from './contract.ts'
import { changeProduct, findProducts, findVersion, replaceCategories } from './store.ts'

export const handleUpdateProduct = handle(updateProduct, async (input, { sql, fail, now }) => {
  const { productId, categories } = input
  const changed = await changeProduct(sql, input, now())
  if (!changed) {
    const version = await findVersion(sql, productId)
    throw version === undefined ? fail.PRODUCT_NOT_FOUND() : fail.VERSION_MISMATCH({ version })
  }
  if (categories) await replaceCategories(sql, productId, categories)
  const [product] = await findProducts(sql, [productId])
  if (!product) throw fail.PRODUCT_NOT_FOUND()
  return product
})
