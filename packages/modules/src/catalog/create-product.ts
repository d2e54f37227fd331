import { handle } from '@archwright/kit'

import { createProduct, listings, type Product, type Sku, type Variant } from './contract.ts'
import { insertProduct, insertVariants, replaceCategories, startPriceHistory } from './store.ts'

export const handleCreateProduct = handle(createProduct, async (input, context) => {
  const { sql, principal, fail, newId, changed } = context
  const { title, description = '', categories = [], active = true, variants } = input
  const now = context.now()
  const id = newId()
  const product: Product = {
    ...{ id, title, description, categories, active, variants },
    ...{ version: 1, updatedAt: now.toISOString() },
  }

  const repeated = repeatedSkus(variants)
  if (repeated.length > 0) throw fail.SKU_TAKEN({ skus: repeated })

  await insertProduct(sql, product)
  const added = new Set(await insertVariants(sql, id, variants))
  const taken = variants.map(({ sku }) => sku).filter((sku) => !added.has(sku))
  if (taken.length > 0) throw fail.SKU_TAKEN({ skus: taken })

  await replaceCategories(sql, id, categories)
  await startPriceHistory(sql, { productId: id, changedBy: principal.id }, now)
  changed(listings, id)
  return product
})

function repeatedSkus(variants: readonly Variant[]): Sku[] {
  const skus = variants.map(({ sku }) => sku)
  return skus.filter((sku, index) => skus.indexOf(sku) < index)
}
