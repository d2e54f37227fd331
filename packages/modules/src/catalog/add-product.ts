import type { WorkContext } from '@archwright/kit'
import type { Input } from '@archwright/kit/contract'

import { type createProduct, listings, type Product, type Sku } from './contract.ts'
import {
  deleteProduct,
  insertProduct,
  insertVariants,
  replaceCategories,
  startPriceHistory,
} from './store.ts'

/** What adding a product comes to: the product, or the skus that other variants have. */
export type Added = { readonly product: Product } | { readonly taken: Sku[] }

/** Adds a product with its variants, or nothing of it. */
export async function addProduct(
  input: Input<typeof createProduct>,
  { sql, principal, newId, now, changed }: Omit<WorkContext, 'fail'>,
): Promise<Added> {
  const { title, description = '', categories = [], active = true, variants } = input
  const skus = variants.map(({ sku }) => sku)
  const repeated = skus.filter((sku, index) => skus.indexOf(sku) < index)
  if (repeated.length > 0) return { taken: repeated }

  const at = now()
  const id = newId()
  const product: Product = {
    ...{ id, title, description, categories, active, variants },
    ...{ version: 1, updatedAt: at.toISOString() },
  }
  await insertProduct(sql, product)
  const added = new Set(await insertVariants(sql, id, variants))
  const taken = skus.filter((sku) => !added.has(sku))
  if (taken.length > 0) {
    await deleteProduct(sql, id)
    return { taken }
  }
  await replaceCategories(sql, id, categories)
  await startPriceHistory(sql, { productId: id, changedBy: principal.id }, at)
  changed(listings, id)
  return { product }
}
