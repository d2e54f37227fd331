import { fragment, type Listed, type Page, type Sql } from '@archwright/kit'
import type { Money } from '@archwright/kit/contract'

import type { Category, ProductSummary } from './contract.ts'

export type SummaryRow = Omit<ProductSummary, 'priceFrom'> & Money

/** With a category, reads the index of the category and not the products outside it. */
export function listActive(
  sql: Sql,
  category: Category | undefined,
  page: Page,
): Promise<(SummaryRow & Listed)[]> {
  const listed = category
    ? fragment`catalog.product_category as listed
        join catalog.product on product.id = listed.product_id and listed.category = ${category}`
    : fragment`catalog.product`
  return sql<SummaryRow & Listed>`
    select product.id, product.title, cheapest.sku, cheapest.amount, cheapest.currency, ${page.at} as at,
      array(
        select category from catalog.product_category
        where product_id = product.id order by position
      ) as categories
    from ${listed}
    cross join lateral (
      select sku, price_amount as amount, price_currency as currency
      from catalog.variant where product_id = product.id
      order by price_amount, sku limit 1
    ) as cheapest
    where product.active and ${page.behind}
    order by ${page.order}
    limit ${page.limit}`
}

const mostNear = 200

export interface Search {
  /** As the customer typed it. */
  words: string
  /** A tsquery for beginnings of words; empty when there is none. */
  beginnings: string
  category: Category | null
}

/**
 * Ranks depend on the product alone, so pages stay in place while others are added. Every match is ranked:
 * a word that 20,000 products share takes about 50 ms (measured), one that 2,000 share 8 ms. Plain words that match
 * nothing are taken for titles with typos, or without their accents.
 */
export function search(
  sql: Sql,
  { words, beginnings, category }: Search,
  page: Page,
): Promise<(SummaryRow & Listed)[]> {
  return sql<SummaryRow & Listed>`
    with wanted as (
      select websearch_to_tsquery('english', ${words})
        || coalesce(to_tsquery('simple', nullif(${beginnings}, '')), '') as query
    ), matched as (
      select product.id, product.title, ts_rank(product.search, wanted.query)::float8 as rank
      from catalog.product, wanted
      where product.active and product.search @@ wanted.query
        and (${category}::text is null or exists (
          select from catalog.product_category as listed
          where listed.category = ${category} and listed.product_id = product.id
        ))
    ), found as (
      select * from matched
      union all
      select product.id, product.title, near.nearness
      from catalog.near(${beginnings === '' ? null : words}, ${mostNear}) as near
      join catalog.product on product.id = near.id
      where not exists (select from matched)
        and (${category}::text is null or exists (
          select from catalog.product_category as listed
          where listed.category = ${category} and listed.product_id = product.id
        ))
    ), page as (
      select *, ${page.at} as at, row_number() over (order by ${page.order}) as place from found
      where ${page.behind}
      order by ${page.order}
      limit ${page.limit}
    )
    select page.id, page.title, page.at, cheapest.sku, cheapest.amount, cheapest.currency,
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
    order by page.place`
}
