import { handle, hasRole } from '@archwright/kit'

import { getProduct } from './contract.ts'
import { findProducts } from './store.ts'

export const handleGetProduct = handle(getProduct, {
  async runMany(members, { sql, fail }) {
    const ids = new Set(members.map(({ input }) => input.productId))
    const products = new Map((await findProducts(sql, [...ids])).map((row) => [row.id, row]))

    return members.map(({ input, principal }) => {
      const product = products.get(input.productId)
      const shown = product && (product.active || hasRole(principal, 'staff'))
      return shown ? product : fail.PRODUCT_NOT_FOUND()
    })
  },
})
