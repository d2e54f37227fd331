import type { Sql } from '@archwright/kit'

import type { Cart } from './contract.ts'

/** Lines as they are kept: sku → quantity. */
export type Lines = Record<string, number>

/** A row as the table has it. */
export interface CartRow {
  id: string
  customer_id: string | null
  secret_hash: Buffer | null
  status: Cart['status']
  lines: Lines
  version: number
  merged_by: string | null
  order_id: string | null
  updated_at: string
}

/** Carts in no order; ids that do not exist are absent. */
export function findCarts(sql: Sql, ids: readonly string[]): Promise<CartRow[]> {
  return sql<CartRow>`
    select * from carts.cart
    where id = any(${ids}::uuid[])`
}

/** The same, locked in the order of ids: two batches that share carts wait, and never for each other. */
export function lockCarts(sql: Sql, ids: readonly string[]): Promise<CartRow[]> {
  return sql<CartRow>`
    select * from carts.cart
    where id = any(${ids}::uuid[])
    order by id
    for no key update`
}

/** Open carts of customers, locked in the order of ids; customers without one are absent. */
export function lockOpenCarts(sql: Sql, customerIds: readonly string[]): Promise<CartRow[]> {
  return sql<CartRow>`
    select * from carts.cart
    where customer_id = any(${customerIds}::text[]) and status = 'open'
    order by id
    for no key update`
}

export interface NewCart {
  id: string
  customerId: string | null
  secretHash: Buffer | null
}

/**
 * Adds empty carts. A customer who has an open one keeps that and is given no other; in the order of customers,
 * so that two batches cannot deadlock.
 */
export async function insertCarts(sql: Sql, carts: readonly NewCart[], now: Date): Promise<void> {
  await sql`
    insert into carts.cart (id, customer_id, secret_hash, updated_at)
    select id, customer_id, secret_hash, ${now}::timestamptz
    from unnest(
      ${carts.map(({ id }) => id)}::uuid[],
      ${carts.map(({ customerId }) => customerId)}::text[],
      ${carts.map(({ secretHash }) => secretHash)}::bytea[]
    ) as given (id, customer_id, secret_hash)
    order by customer_id
    on conflict (customer_id) where status = 'open' do nothing`
}

export interface LineChange {
  cartId: string
  customerId: string | null
  secretHash: Buffer | null
  sku: string
  quantity: number
  maxLines: number
}

/** Sets a line of an open cart of this owner, if it has room; undefined when any of that does not hold. */
export async function changeLine(
  sql: Sql,
  change: LineChange,
  now: Date,
): Promise<CartRow | undefined> {
  const { cartId, customerId, secretHash, sku, quantity, maxLines } = change
  const [row] = await sql<CartRow>`
    update carts.cart set
      lines = case when ${quantity}::int = 0 then lines - ${sku}::text
        else lines || jsonb_build_object(${sku}::text, ${quantity}::int) end,
      version = version + 1,
      updated_at = ${now}
    where id = ${cartId} and status = 'open'
      and (customer_id = ${customerId} or secret_hash = ${secretHash})
      and (${quantity}::int = 0 or lines ? ${sku}::text
        or (select count(*) from jsonb_object_keys(lines)) < ${maxLines})
    returning *`
  return row
}

export async function replaceLines(
  sql: Sql,
  { cartId, lines }: { cartId: string; lines: Lines },
  now: Date,
): Promise<CartRow | undefined> {
  const [row] = await sql<CartRow>`
    update carts.cart set lines = ${JSON.stringify(lines)}, version = version + 1, updated_at = ${now}
    where id = ${cartId}
    returning *`
  return row
}

export async function markMerged(
  sql: Sql,
  { cartId, customerId }: { cartId: string; customerId: string },
  now: Date,
): Promise<void> {
  await sql`
    update carts.cart set status = 'merged', merged_by = ${customerId},
      version = version + 1, updated_at = ${now}
    where id = ${cartId} and status = 'open'`
}

export interface Completion {
  cartId: string
  customerId: string
  orderId: string
}

/** Whose a cart is, and for which order it was closed. */
export type Closed = Pick<CartRow, 'id' | 'customer_id' | 'order_id'>

/**
 * Closes open carts of these customers for their orders; of several for one cart, for the first. Locks in the order
 * of ids: two batches that share carts wait, and never for each other. Says how all of them stand.
 */
export function completeCarts(
  sql: Sql,
  completions: readonly Completion[],
  now: Date,
): Promise<Closed[]> {
  return sql<Closed>`
    with held as (
      select id, customer_id, status, order_id from carts.cart
      where id = any(${completions.map(({ cartId }) => cartId)}::uuid[])
      order by id for no key update
    ), first as (
      select distinct on (held.id) held.id, given.order_id
      from unnest(${completions.map(({ cartId }) => cartId)}::uuid[],
        ${completions.map(({ customerId }) => customerId)}::text[],
        ${completions.map(({ orderId }) => orderId)}::uuid[])
        with ordinality as given (id, owner, order_id, place)
      join held on held.id = given.id and held.customer_id = given.owner and held.status = 'open'
      order by held.id, place
    ), closed as (
      update carts.cart set status = 'ordered', order_id = first.order_id,
        version = version + 1, updated_at = ${now}
      from first where cart.id = first.id
      returning cart.id, cart.order_id
    )
    select id, customer_id, coalesce(closed.order_id, held.order_id) as order_id
    from held left join closed using (id)`
}

/** Deletes some guest carts that nobody touched since; says how many. */
export async function deleteAbandoned(sql: Sql, before: Date, most: number): Promise<number> {
  const rows = await sql`
    delete from carts.cart where id in (
      select id from carts.cart
      where customer_id is null and status <> 'ordered' and updated_at < ${before}
      limit ${most} for update skip locked
    )
    returning id`
  return rows.length
}
