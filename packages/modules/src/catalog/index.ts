/** The catalog: what is for sale, in which variants, and what it costs. */

import { defineModule } from '@archwright/kit'

import { handleCreateProduct } from './create-product.ts'
import { handleGetProduct, handleGetProductOfSku } from './get-product.ts'
import { handleImportProducts } from './import-products.ts'
import { handleListProducts } from './list-products.ts'
import { handleQuote } from './quote.ts'
import { manyCategories } from './revisions.ts'
import { handleSearchProducts } from './search-products.ts'
import { handleSetPrice } from './set-price.ts'
import { handleUpdateProduct } from './update-product.ts'

export const catalog = defineModule({
  name: 'catalog',
  summary: 'Products, their variants and what they cost',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: [
    handleListProducts,
    handleSearchProducts,
    handleGetProduct,
    handleGetProductOfSku,
    handleCreateProduct,
    handleImportProducts,
    handleUpdateProduct,
    handleSetPrice,
    handleQuote,
  ],
  revisions: [manyCategories],
})

/** Makes the module for a process. */
export const create = () => catalog
