import { handle } from '@archwright/kit'

import { listings, updateProduct } from './contract.ts'
import { changeProduct, findProducts, findVersion, replaceCategories } from './store.ts'

export const handleUpdateProduct = handle(updateProduct, async (input, context) => {
  const { sql, fail, now, changed } = context
  const { productId, categories } = input
  const isDone = await changeProduct(sql, input, now())
  if (!isDone) {
    const version = await findVersion(sql, productId)
    throw version === undefined ? fail.PRODUCT_NOT_FOUND() : fail.VERSION_MISMATCH({ version })
  }
  if (categories) await replaceCategories(sql, productId, categories)
  const [product] = await findProducts(sql, [productId])
  if (!product) throw fail.PRODUCT_NOT_FOUND()
  changed(listings, productId)
  return product
})
