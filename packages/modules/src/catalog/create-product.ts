import { handle } from '@archwright/kit'

import { addProduct } from './add-product.ts'
import { createProduct } from './contract.ts'

export const handleCreateProduct = handle(createProduct, async (input, context) => {
  const added = await addProduct(input, context)
  if ('taken' in added) throw context.fail.SKU_TAKEN({ skus: added.taken })
  return added.product
})
