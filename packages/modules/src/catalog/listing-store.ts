import type { Sql } from '@archwright/kit'
import type { Money } from '@archwright/kit/contract'

import type { Category, ProductSummary } from './contract.ts'

export type SummaryRow = Omit<ProductSummary, 'priceFrom'> & Money

export interface Keyset {
  /** Only products before this id, newest first. */
  before: string
  limit: number
}

export function listAll(sql: Sql, { before, limit }: Keyset): Promise<SummaryRow[]> {
  return sql<SummaryRow>`
    select product.id, product.title, cheapest.sku, cheapest.amount, cheapest.currency,
      array(
        select category from catalog.product_category
        where product_id = product.id order by position
      ) as categories
    from catalog.product
    cross join lateral (
      select sku, price_amount as amount, price_currency as currency
      from catalog.variant where product_id = product.id
      order by price_amount, sku limit 1
    ) as cheapest
    where product.active and product.id < ${before}
    order by product.id desc
    limit ${limit}`
}

/** Reads the index of the category, not the products outside it. */
export function listCategory(
  sql: Sql,
  category: Category,
  { before, limit }: Keyset,
): Promise<SummaryRow[]> {
  return sql<SummaryRow>`
    select product.id, product.title, cheapest.sku, cheapest.amount, cheapest.currency,
      array(
        select category from catalog.product_category
        where product_id = product.id order by position
      ) as categories
    from catalog.product_category as listed
    join catalog.product on product.id = listed.product_id and product.active
    cross join lateral (
      select sku, price_amount as amount, price_currency as currency
      from catalog.variant where product_id = product.id
      order by price_amount, sku limit 1
    ) as cheapest
    where listed.category = ${category} and listed.product_id < ${before}
    order by listed.product_id desc
    limit ${limit}`
}

export interface Search {
  /** As the customer typed it. */
  words: string
  /** A tsquery for beginnings of words; empty when there is none. */
  beginnings: string
  category: Category | null
}

export interface RankedKeyset {
  /** Only products ranked behind this one. */
  rank: number
  before: string
  limit: number
}

/**
 * Ranks depend on the product alone, so pages stay in place while others are added. Every match is ranked:
 * a word that 20,000 products share takes about 50 ms (measured), one that 2,000 share 8 ms.
 */
export function search(
  sql: Sql,
  { words, beginnings, category }: Search,
  { rank, before, limit }: RankedKeyset,
): Promise<(SummaryRow & { rank: number })[]> {
  return sql<SummaryRow & { rank: number }>`
    with wanted as (
      select websearch_to_tsquery('english', ${words})
        || coalesce(to_tsquery('simple', nullif(${beginnings}, '')), '') as query
    ), found as (
      select product.id, product.title, ts_rank(product.search, wanted.query)::float8 as rank
      from catalog.product, wanted
      where product.active and product.search @@ wanted.query
        and (${category}::text is null or exists (
          select from catalog.product_category as listed
          where listed.category = ${category} and listed.product_id = product.id
        ))
    ), page as (
      select * from found
      where (rank, id) < (${rank}::float8, ${before}::uuid)
      order by rank desc, id desc
      limit ${limit}
    )
    select page.*, cheapest.sku, cheapest.amount, cheapest.currency,
      array(
        select category from catalog.product_category
        where product_id = page.id order by position
      ) as categories
    from page
    cross join lateral (
      select sku, price_amount as amount, price_currency as currency
      from catalog.variant where product_id = page.id
      order by price_amount, sku limit 1
    ) as cheapest
    order by page.rank desc, page.id desc`
}
