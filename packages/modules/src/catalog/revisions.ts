/** What earlier versions of the contract were like, and how their callers are still served. */

import { change, revision } from '@archwright/kit/contract'
import { Type } from 'typebox'

import {
  Category,
  createProduct,
  getProduct,
  listProducts,
  Product,
  ProductSummary,
  searchProducts,
  setPrice,
  updateProduct,
} from './contract.ts'

const OneCategory = Type.Union([Category, Type.Null()])

const ProductBefore = Type.Object({
  ...Type.Omit(Product, ['categories']).properties,
  category: OneCategory,
})
const SummaryBefore = Type.Object({
  ...Type.Omit(ProductSummary, ['categories']).properties,
  category: OneCategory,
})
const PageBefore = Type.Object({
  ...listProducts.output.properties,
  items: Type.Array(SummaryBefore),
})

/** The first of its categories was the one a product had. */
function withOneCategory<Row extends { categories: string[] }>({ categories, ...row }: Row) {
  return { ...row, category: categories[0] ?? null }
}

function withCategories<Given extends { category?: string | null }>({ category, ...given }: Given) {
  if (category === undefined) return given
  return { ...given, categories: category === null ? [] : [category] }
}

type Page = { items: ProductSummary[]; nextCursor: string | null }

const pageBefore = {
  output: PageBefore,
  lower: ({ items, nextCursor }: Page) => ({ items: items.map(withOneCategory), nextCursor }),
}

export const manyCategories = revision({
  from: '2026-06-01',
  to: '2026-11-01',
  summary: 'A product has many categories, the first of which was its one before',
  deprecatedSince: '2026-11-01',
  sunset: '2027-11-01',
  changes: [
    change(getProduct, { output: ProductBefore, lower: withOneCategory }),
    change(setPrice, { output: ProductBefore, lower: withOneCategory }),
    change(listProducts, pageBefore),
    change(searchProducts, pageBefore),
    change(createProduct, {
      input: Type.Object({
        ...Type.Omit(createProduct.input, ['categories']).properties,
        category: Type.Optional(OneCategory),
      }),
      lift: withCategories,
      output: ProductBefore,
      lower: withOneCategory,
    }),
    change(updateProduct, {
      input: Type.Object({
        ...Type.Omit(updateProduct.input, ['categories']).properties,
        category: Type.Optional(OneCategory),
      }),
      lift: withCategories,
      output: ProductBefore,
      lower: withOneCategory,
    }),
  ],
})
