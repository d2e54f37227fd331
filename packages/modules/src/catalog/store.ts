import type { Sql } from '@archwright/kit'
import type { Money } from '@archwright/kit/contract'

import type { Category, Product, Quote, Sku, Variant } from './contract.ts'

/** Products with their variants and categories, in no order; ids that do not exist are absent. */
export function findProducts(sql: Sql, ids: readonly string[]): Promise<Product[]> {
  return sql<Product>`
    select product.id, product.title, product.description, product.active, product.version,
      product.updated_at as "updatedAt",
      array(
        select category from catalog.product_category
        where product_id = product.id order by position
      ) as categories,
      (
        select jsonb_agg(jsonb_build_object(
          'sku', sku,
          'attributes', attributes,
          'price', jsonb_build_object('amount', price_amount, 'currency', price_currency)
        ) order by position)
        from catalog.variant where product_id = product.id
      ) as variants
    from catalog.product
    where product.id = any(${ids}::uuid[])`
}

/** Which product each sku is a variant of; skus that do not exist are absent. */
export async function findProductIds(sql: Sql, skus: readonly Sku[]): Promise<Map<Sku, string>> {
  const rows = await sql<{ sku: Sku; productId: string }>`
    select sku, product_id as "productId" from catalog.variant where sku = any(${skus}::text[])`
  return new Map(rows.map(({ sku, productId }) => [sku, productId]))
}

export async function findVersion(sql: Sql, productId: string): Promise<number | undefined> {
  const [row] = await sql<{ version: number }>`
    select version from catalog.product where id = ${productId}`
  return row?.version
}

export type QuoteRow = Omit<Quote, 'price'> & Money

/** What each sku costs, in no order; skus that do not exist are absent. */
export function findQuotes(sql: Sql, skus: readonly Sku[]): Promise<QuoteRow[]> {
  return sql<QuoteRow>`
    select variant.sku, variant.product_id as "productId", product.title, product.active,
      variant.price_amount as amount, variant.price_currency as currency
    from catalog.variant
    join catalog.product on product.id = variant.product_id
    where variant.sku = any(${skus}::text[])`
}

type NewProduct = Omit<Product, 'version' | 'categories' | 'variants'>

export async function insertProduct(sql: Sql, product: NewProduct): Promise<void> {
  const { id, title, description, active, updatedAt } = product
  await sql`
    insert into catalog.product (id, title, description, active, updated_at)
    values (${id}, ${title}, ${description}, ${active}, ${updatedAt})`
}

/** Takes back a product that was added with variants of others. */
export async function deleteProduct(sql: Sql, id: string): Promise<void> {
  await sql`delete from catalog.product where id = ${id}`
}

/** Adds the variants whose sku is free, and says which. In the order of skus, so that two inserts cannot deadlock. */
export async function insertVariants(
  sql: Sql,
  productId: string,
  variants: readonly Variant[],
): Promise<Sku[]> {
  const rows = await sql<{ sku: Sku }>`
    insert into catalog.variant (sku, product_id, position, attributes, price_amount, price_currency)
    select given.value ->> 'sku', ${productId}, given.position, given.value -> 'attributes',
      (given.value #>> '{price,amount}')::bigint, given.value #>> '{price,currency}'
    from jsonb_array_elements(${JSON.stringify(variants)}::jsonb) with ordinality
      as given (value, position)
    order by 1
    on conflict (sku) do nothing
    returning sku`
  return rows.map(({ sku }) => sku)
}

export async function replaceCategories(
  sql: Sql,
  productId: string,
  categories: readonly Category[],
): Promise<void> {
  await sql`
    delete from catalog.product_category
    where product_id = ${productId} and category <> all(${categories}::text[])`
  await sql`
    insert into catalog.product_category (product_id, category, position)
    select ${productId}, given.category, given.position
    from unnest(${categories}::text[]) with ordinality as given (category, position)
    on conflict (category, product_id) do update set position = excluded.position`
}

export interface ProductChange {
  productId: string
  version: number
  title?: string | undefined
  description?: string | undefined
  active?: boolean | undefined
}

/** Changes the given fields if the product still has this version; false when not. */
export async function changeProduct(sql: Sql, change: ProductChange, now: Date): Promise<boolean> {
  const { productId, version, title, description, active } = change
  const rows = await sql`
    update catalog.product set
      title = coalesce(${title}, title),
      description = coalesce(${description}, description),
      active = coalesce(${active}, active),
      version = version + 1,
      updated_at = ${now}
    where id = ${productId} and version = ${version}
    returning id`
  return rows.length === 1
}

export interface PriceChange {
  productId: string
  sku: Sku
  price: Money
  changedBy: string
}

/** Sets the price and adds it to the sku's history; false when the product has no such variant. */
export async function changePrice(sql: Sql, change: PriceChange, now: Date): Promise<boolean> {
  const { productId, sku, price, changedBy } = change
  const rows = await sql`
    with changed as (
      update catalog.variant set price_amount = ${price.amount}, price_currency = ${price.currency}
      where sku = ${sku} and product_id = ${productId}
      returning sku, price_amount, price_currency
    )
    insert into catalog.price_history (sku, changed_at, changed_by, price_amount, price_currency)
    select sku, ${now}::timestamptz, ${changedBy}, price_amount, price_currency from changed
    returning sku`
  return rows.length === 1
}

/** The first price of each variant of a new product. */
export async function startPriceHistory(
  sql: Sql,
  { productId, changedBy }: { productId: string; changedBy: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into catalog.price_history (sku, changed_at, changed_by, price_amount, price_currency)
    select sku, ${now}::timestamptz, ${changedBy}, price_amount, price_currency
    from catalog.variant where product_id = ${productId}`
}
