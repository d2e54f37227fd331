import type { Entity, Fact } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import type { Recognized } from './domain.ts'
import { shopEntities } from './shop-entity-table.ts'
import type { Rates } from './shop-rates.ts'

/** What one module of the shop keeps, with the rows it starts with and gains. */
export function toEntities(
  module: string,
  rates: Rates,
  recognized: Recognized,
  assumptions: Assumptions,
): Entity[] {
  return (shopEntities[module] ?? []).map(({ perOrder, ...row }) => {
    const count = startingRows(row.name, recognized, assumptions)
    return {
      ...row,
      module,
      perTenant: false,
      ...(count === undefined ? {} : { count }),
      ...(perOrder === undefined ? {} : { growthPerSecond: rates.averageOrders * perOrder }),
    }
  })
}

const productsWhenUnstated = 10_000
const variantsPerProduct = 3

function startingRows(name: string, { facts, given }: Recognized, assumptions: Assumptions) {
  const own = given.rows.get(name)
  if (own !== undefined) return own
  const counted = (noun: RegExp, kind: Fact['kind']) =>
    facts.find((fact) => fact.kind === kind && noun.test(fact.about))?.canonical
  if (name === 'User') return counted(/^(?!concurrent).*\b(?:users|customers|shoppers)$/, 'users')
  if (name === 'OrderLine')
    assumptions.assume({
      about: 'entities.OrderLine.perOrder',
      value: 2,
      unit: 'rows per order',
      why: 'most orders hold one to three different things',
      source: sources.judgement,
    })
  const products =
    given.rows.get('Product') ?? counted(/\b(?:products?|articles?|skus?|items)$/, 'count')
  if (name === 'Product')
    return (
      products ??
      assumptions.assume({
        about: 'entities.Product.count',
        value: productsWhenUnstated,
        unit: 'rows',
        why: 'the brief does not say how many products there are',
        source: sources.judgement,
      })
    )
  if (name !== 'Variant' && name !== 'StockItem') return undefined
  const rows = (products ?? productsWhenUnstated) * variantsPerProduct
  if (name === 'StockItem') return rows
  return assumptions.assume({
    about: 'entities.Variant.count',
    value: rows,
    unit: 'rows',
    why: `${variantsPerProduct} variants for each product, such as sizes, each with one row of stock`,
    source: sources.judgement,
  })
}
