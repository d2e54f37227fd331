import { handle, hasRole, type Principal } from '@archwright/kit'

import { getProduct, getProductOfSku, type Product } from './contract.ts'
import { findProductIds, findProducts } from './store.ts'

export const handleGetProduct = handle(getProduct, {
  async runMany(members, { sql, fail }) {
    const ids = new Set(members.map(({ input }) => input.productId))
    const products = new Map((await findProducts(sql, [...ids])).map((row) => [row.id, row]))

    return members.map(({ input, principal }) => {
      const product = products.get(input.productId)
      return product && mayBeShown(product, principal) ? product : fail.PRODUCT_NOT_FOUND()
    })
  },
})

export const handleGetProductOfSku = handle(getProductOfSku, {
  async runMany(members, { sql, fail }) {
    const skus = new Set(members.map(({ input }) => input.sku))
    const idOfSku = await findProductIds(sql, [...skus])
    const ids = new Set(idOfSku.values())
    const products = new Map((await findProducts(sql, [...ids])).map((row) => [row.id, row]))

    return members.map(({ input, principal }) => {
      const product = products.get(idOfSku.get(input.sku) ?? '')
      return product && mayBeShown(product, principal) ? product : fail.PRODUCT_NOT_FOUND()
    })
  },
})

function mayBeShown({ active }: Product, principal: Principal): boolean {
  return active || hasRole(principal, 'staff')
}
