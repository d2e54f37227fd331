import type { Client } from 'pg'

import type { Stock, StoredOrder } from './facts.ts'

type Database = Pick<Client, 'query'>

/** The database's own words on orders, read past the project's code. */
export async function readOrders(database: Database): Promise<StoredOrder[]> {
  const { rows } = await database.query<StoredOrder & { total: string }>(
    `select o.order_id as "orderId", o.cart_id as "cartId", o.status, o.total, o.currency,
       coalesce(
         jsonb_agg(jsonb_build_object('sku', l.sku, 'quantity', l.quantity))
           filter (where l.sku is not null),
         '[]'
       ) as lines
     from orders.orders o left join orders.order_lines l using (order_id)
     group by o.order_id`,
  )
  return rows.map((row) => ({ ...row, total: Number(row.total) }))
}

/** Stock of the given skus, beside what there was of them at the start. */
export async function readStock(
  database: Database,
  initial: Readonly<Record<string, number>>,
): Promise<Stock[]> {
  const { rows } = await database.query<{
    sku: string
    available: number
    reserved: number
    sold: string
  }>('select sku, available, reserved, sold from inventory.stock where sku = any ($1)', [
    Object.keys(initial),
  ])
  const bySku = new Map(rows.map((row) => [row.sku, row]))
  return Object.entries(initial).map(([sku, start]) => {
    const { available = 0, reserved = 0, sold = 0 } = bySku.get(sku) ?? {}
    return { sku, initial: start, available, reserved, sold: Number(sold) }
  })
}

/** Orders placed before a moment (epoch milliseconds) that have not ended. */
export async function countPendingOf(database: Database, before: number): Promise<number> {
  const { rows } = await database.query<{ open: string }>(
    `select count(*) as open from orders.orders
     where status in ('pending', 'authorized') and placed_at < $1`,
    [new Date(before)],
  )
  return Number(rows[0]?.open ?? 0)
}

/** How much is still under way: orders that have not ended, and orders that have. */
export async function countOpen(database: Database): Promise<{ open: number; confirmed: number }> {
  const { rows } = await database.query<{ open: string; confirmed: string }>(
    `select count(*) filter (where status in ('pending', 'authorized')) as open,
       count(*) filter (where status = 'confirmed') as confirmed
     from orders.orders`,
  )
  return { open: Number(rows[0]?.open ?? 0), confirmed: Number(rows[0]?.confirmed ?? 0) }
}
