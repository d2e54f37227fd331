import { fragment, type Listed, type Page, type Sql } from '@archwright/kit'

import type { Order, OrderStatus, OrderSummary } from './contract.ts'
import { orderStream } from './order-stream.ts'

/** Writes orders with their lines and first event; returns the ids of those whose cart was free. */
export async function insertOrders(sql: Sql, orders: readonly Order[]): Promise<Set<string>> {
  const lines = orders.flatMap((order) =>
    order.lines.map((line, index) => ({ ...line, orderId: order.orderId, index })),
  )
  const rows = await sql<{ orderId: string }>`
    with placed as (
      insert into orders.orders
        (order_id, customer_id, cart_id, open_cart_id, status, currency, total, placed_at)
      select order_id, customer_id, cart_id, cart_id, 'pending', currency, total, placed_at
      from unnest(${orders.map((order) => order.orderId)}::uuid[],
        ${orders.map((order) => order.customerId)}::text[],
        ${orders.map((order) => order.cartId)}::uuid[],
        ${orders.map((order) => order.total.currency)}::text[],
        ${orders.map((order) => order.total.amount)}::bigint[],
        ${orders.map((order) => order.placedAt)}::timestamptz[])
        as given (order_id, customer_id, cart_id, currency, total, placed_at)
      order by cart_id
      on conflict (open_cart_id) do nothing
      returning order_id, customer_id
    ), lined as (
      insert into orders.order_lines (order_id, line, sku, quantity, unit_price)
      select given.* from unnest(${lines.map((line) => line.orderId)}::uuid[],
        ${lines.map((line) => line.index)}::smallint[],
        ${lines.map((line) => line.sku)}::text[],
        ${lines.map((line) => line.quantity)}::integer[],
        ${lines.map((line) => line.unitPrice.amount)}::bigint[])
        as given (order_id, line, sku, quantity, unit_price)
      join placed using (order_id)
    ), noted as (${orderStream.appending(fragment`
      select order_id::text, 1, 'placed', jsonb_build_object('by', customer_id) from placed`)}
    )
    select order_id as "orderId" from placed`
  return new Set(rows.map((row) => row.orderId))
}

/** Where an order is to go, and why. */
export interface Move {
  readonly orderId: string
  readonly to: OrderStatus
  readonly why?: string
  readonly evidence?: unknown
}

/** How an order stands after a move was tried. */
export interface Moved {
  orderId: string
  customerId: string
  total: Order['total']
  was: OrderStatus
  status: OrderStatus
  moved: boolean
  wished: boolean
}

/**
 * Moves orders as the state machine allows; one that may not move stays. Whoever wished it cancelled
 * is kept as the doer, and has a rejection end as a cancellation.
 */
export async function moveOrders(
  sql: Sql,
  moves: readonly Move[],
  by: string,
): Promise<Map<string, Moved>> {
  const rows = await sql<Moved>`
    with held as (
      select order_id, customer_id, status, wished_by, currency, total, version from orders.orders
      where order_id = any(${moves.map((move) => move.orderId)}::uuid[]) order by order_id for update
    ), planned as (
      select distinct on (held.order_id) held.*, given.why, given.evidence,
        case when to_status = 'rejected' and wished_by is not null and status = 'pending' then 'cancelled'
          else to_status end as to_status
      from unnest(${moves.map((move) => move.orderId)}::uuid[],
        ${moves.map((move) => move.to)}::text[],
        ${moves.map((move) => move.why ?? null)}::text[],
        ${moves.map((move) => (move.evidence === undefined ? null : JSON.stringify(move.evidence)))}::jsonb[])
        as given (order_id, to_status, why, evidence)
      join held using (order_id)
    ), moved as (
      update orders.orders set status = planned.to_status, version = planned.version + 1,
        why = coalesce(planned.why, orders.why), evidence = coalesce(planned.evidence, orders.evidence),
        wished_by = case when planned.to_status <> 'cancelled' then planned.wished_by end,
        open_cart_id = case when planned.to_status not in ('rejected', 'cancelled') then open_cart_id end
      from planned
      where orders.order_id = planned.order_id
        and orders.allows(planned.status, planned.to_status, planned.wished_by is not null)
      returning orders.order_id, orders.version
    ), noted as (${orderStream.appending(fragment`
      select order_id::text, moved.version, to_status, jsonb_strip_nulls(jsonb_build_object('from', status,
        'by', case when to_status = 'cancelled' then wished_by else ${by}::text end, 'why', why))
      from planned join moved using (order_id)`)}
    )
    select order_id as "orderId", customer_id as "customerId", status as was,
      case when moved.order_id is null then status else to_status end as status,
      moved.order_id is not null as moved, wished_by is not null as wished,
      jsonb_build_object('amount', total, 'currency', currency) as total
    from planned left join moved using (order_id)`
  return new Map(rows.map((row) => [row.orderId, row]))
}

/** Notes the wish to cancel where it can still be granted; says how the order stands. */
export async function wishCancelled(
  sql: Sql,
  orderId: string,
  by: string,
): Promise<{ granted: boolean } | undefined> {
  const [row] = await sql<{ granted: boolean }>`
    update orders.orders set wished_by = case
        when status in ('pending', 'confirmed') then coalesce(wished_by, ${by}) end
    where order_id = ${orderId} returning wished_by is not null as granted`
  return row
}

/** Takes the wish back and says so in the history. */
export async function abandonWish(
  sql: Sql,
  orderIds: readonly string[],
  why: string,
): Promise<void> {
  await sql`
    with held as (
      select order_id, wished_by from orders.orders
      where order_id = any(${orderIds}::uuid[]) and status = 'confirmed' and wished_by is not null
      order by order_id for update
    ), kept as (
      update orders.orders set wished_by = null, version = version + 1 from held
      where orders.order_id = held.order_id
      returning orders.order_id, orders.version, held.wished_by
    )
    ${orderStream.appending(fragment`
      select order_id::text, version, 'cancellationRefused',
        jsonb_build_object('by', wished_by, 'why', ${why}::text) from kept`)}`
}

/** Orders with their lines, in no order. */
export function readOrders(sql: Sql, orderIds: readonly string[]): Promise<Order[]> {
  return sql<Order>`
    select order_id as "orderId", customer_id as "customerId", cart_id as "cartId", status, why, version,
      placed_at as "placedAt", jsonb_build_object('amount', total, 'currency', currency) as total,
      (select jsonb_agg(jsonb_build_object('sku', sku, 'quantity', quantity, 'unitPrice',
          jsonb_build_object('amount', unit_price, 'currency', currency)) order by line)
        from orders.order_lines where order_lines.order_id = orders.order_id) as lines
    from orders.orders where order_id = any(${orderIds}::uuid[])`
}

/** What the failure that ended an order carried. */
export async function readEvidence(sql: Sql, orderId: string): Promise<unknown> {
  const [row] = await sql<{ evidence: unknown }>`
    select evidence from orders.orders where order_id = ${orderId}`
  return row?.evidence
}

export interface OrderFilter {
  readonly status: OrderStatus | undefined
  /** Only this customer's. */
  readonly customerId: string | undefined
}

export function readSummaries(
  sql: Sql,
  { status, customerId }: OrderFilter,
  page: Page,
): Promise<(OrderSummary & Listed)[]> {
  const own = customerId === undefined ? fragment`true` : fragment`customer_id = ${customerId}`
  const standing = status === undefined ? fragment`true` : fragment`status = ${status}`
  return sql<OrderSummary & Listed>`
    select order_id as "orderId", customer_id as "customerId", status, why, version, placed_at as "placedAt",
      jsonb_build_object('amount', total, 'currency', currency) as total, ${page.at} as at
    from orders.orders where ${own} and ${standing} and ${page.behind}
    order by ${page.order} limit ${page.limit}`
}
