import type { Sql } from '@archwright/kit'

import type { StockLevel, StockLine } from './contract.ts'

/** Lines as they are stored: each sku once, sorted. */
export interface OrderLines {
  readonly orderId: string
  readonly lines: readonly StockLine[]
}

export interface ReserveOutcome {
  orderId: string
  /** `short`: nothing was taken, because `shortSku` runs short. */
  state: 'reserved' | 'committed' | 'released' | 'returned' | 'short'
  shortSku: string | null
}

export function reserveStock(
  sql: Sql,
  orders: readonly OrderLines[],
  holdMinutes: number,
): Promise<ReserveOutcome[]> {
  return sql<ReserveOutcome>`
    select order_id as "orderId", state, short_sku as "shortSku"
    from inventory.reserve(${orders.map((order) => order.orderId)}::uuid[],
      ${orders.map((order) => JSON.stringify(order.lines))}::jsonb[],
      ${holdMinutes} * interval '1 minute')`
}

export async function refuseReservations(sql: Sql, orderIds: readonly string[]): Promise<void> {
  await sql`
    insert into inventory.reservations (order_id, lines, state, expires_at)
    select order_id, '[]', 'released', now() from unnest(${orderIds}::uuid[]) as given (order_id)
    order by order_id on conflict do nothing`
}

export async function releaseStock(sql: Sql, orderIds: readonly string[]): Promise<void> {
  await sql`select inventory.release(${orderIds}::uuid[])`
}

/** Orders whose reservation is past its time; what others are working on is left to them. */
export function claimExpired(sql: Sql, most: number): Promise<{ orderId: string }[]> {
  return sql<{ orderId: string }>`
    select order_id as "orderId" from inventory.reservations
    where state = 'reserved' and expires_at <= clock_timestamp()
    order by expires_at limit ${most} for update skip locked`
}

export function commitStock(
  sql: Sql,
  orders: readonly OrderLines[],
): Promise<{ orderId: string; shortfall: boolean }[]> {
  return sql<{ orderId: string; shortfall: boolean }>`
    select order_id as "orderId", shortfall
    from inventory.commit(${orders.map((order) => order.orderId)}::uuid[],
      ${orders.map((order) => JSON.stringify(order.lines))}::jsonb[])`
}

export async function returnSold(sql: Sql, orderIds: readonly string[]): Promise<void> {
  await sql`select inventory.return_stock(${orderIds}::uuid[])`
}

export function readAvailable(
  sql: Sql,
  skus: readonly string[],
): Promise<{ sku: string; available: number }[]> {
  return sql<{ sku: string; available: number }>`
    select sku, available from inventory.stock where sku = any(${skus}::text[])`
}

/** Sets what is on the shelf. No row: more is reserved than that. */
export function countStock(sql: Sql, sku: string, onHand: number): Promise<StockLevel[]> {
  return sql<StockLevel>`
    insert into inventory.stock (sku, available, received) values (${sku}, ${onHand}, ${onHand})
    on conflict (sku) do update
      set available = excluded.available - stock.reserved, received = excluded.available + stock.sold
      where stock.reserved <= excluded.available
    returning sku, on_hand as "onHand", available, reserved, sold`
}

export async function readReserved(sql: Sql, sku: string): Promise<number> {
  const [row] = await sql<{ reserved: number }>`
    select reserved from inventory.stock where sku = ${sku}`
  return row?.reserved ?? 0
}
