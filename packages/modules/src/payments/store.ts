import type { Sql } from '@archwright/kit'
import type { Money } from '@archwright/kit/contract'

import type { Payment, PaymentStatus, Standing } from './contract.ts'
import type { ProviderPayment } from './payment-provider.ts'

/** A payment as it stands; `closing`: asked to be undone. */
export interface PaymentRow extends Standing {
  closing: boolean
  code: string | null
}

/** What others may know of a row. */
export function standingOf({ orderId, status, amount, providerReference }: PaymentRow): Standing {
  return { orderId, status, amount, providerReference }
}

export interface Intent {
  readonly orderId: string
  readonly amount: Money
  readonly paymentMethod: string
}

/** Writes the intents that are new, each order once; a payment that exists stays as it is. Says how all of them stand. */
export async function insertIntents(
  sql: Sql,
  intents: readonly Intent[],
  provider: string,
): Promise<Map<string, PaymentRow>> {
  // A conflict updates nothing, but has the row returned, also one that another transaction has just written.
  const rows = await sql<PaymentRow>`
    insert into payments.payments as kept (order_id, status, amount, currency, payment_method, provider)
    select order_id, 'created', amount, currency, payment_method, ${provider}
    from unnest(${intents.map((intent) => intent.orderId)}::uuid[],
      ${intents.map((intent) => intent.amount.amount)}::bigint[],
      ${intents.map((intent) => intent.amount.currency)}::text[],
      ${intents.map((intent) => intent.paymentMethod)}::text[])
      as given (order_id, amount, currency, payment_method)
    order by order_id on conflict (order_id) do update set updated_at = kept.updated_at
    returning order_id as "orderId", status, closing, code, provider_reference as "providerReference",
      case when amount is not null then jsonb_build_object('amount', amount, 'currency', currency) end as amount`
  return new Map(rows.map((row) => [row.orderId, row]))
}

/** Marks payments as to be undone; leaves a tombstone where there is none yet. */
export async function closePayments(
  sql: Sql,
  orderIds: readonly string[],
  provider: string,
): Promise<void> {
  await sql`
    insert into payments.payments (order_id, status, closing, provider)
    select order_id, 'voided', true, ${provider} from unnest(${orderIds}::uuid[]) as given (order_id)
    order by order_id
    on conflict (order_id) do update set closing = true where not payments.closing`
}

/** How payments stand, by order. */
export async function readPayments(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, PaymentRow>> {
  const rows = await sql<PaymentRow>`
    select order_id as "orderId", status, closing, code, provider_reference as "providerReference",
      case when amount is not null then jsonb_build_object('amount', amount, 'currency', currency) end as amount
    from payments.payments where order_id = any(${orderIds}::uuid[])`
  return new Map(rows.map((row) => [row.orderId, row]))
}

/** What the provider needs to know of a payment; undefined for a tombstone. */
export async function readForProvider(
  sql: Sql,
  orderId: string,
): Promise<ProviderPayment | undefined> {
  const [row] = await sql<ProviderPayment>`
    select order_id as "paymentId", jsonb_build_object('amount', amount, 'currency', currency) as amount,
      payment_method as "paymentMethod", provider_reference as reference
    from payments.payments where order_id = ${orderId} and amount is not null`
  return row
}

/** Payments that have begun, in no order. */
export function findPayments(sql: Sql, orderIds: readonly string[]): Promise<Payment[]> {
  return sql<Payment>`
    select order_id as "orderId", status, jsonb_build_object('amount', amount, 'currency', currency) as amount,
      provider, provider_reference as "providerReference", code,
      created_at as "createdAt", updated_at as "updatedAt"
    from payments.payments where order_id = any(${orderIds}::uuid[]) and amount is not null`
}

/** Something learnt of a payment. */
export interface News {
  readonly orderId: string
  readonly outcome: PaymentStatus
  readonly providerReference: string | null
  readonly code: string | null
}

/** How a payment stands after news; `moved`: by these. */
export interface Told extends PaymentRow {
  moved: boolean
}

/**
 * Applies news by the state of each payment; of several about one payment, the furthest. Each outcome is told twice, by
 * the answer and by a webhook: whoever comes second finds nothing to move, and neither locks nor waits for the row.
 */
export async function applyNews(sql: Sql, news: readonly News[]): Promise<Map<string, Told>> {
  const rows = await sql<Told>`
    with given as (
      select distinct on (order_id) * from unnest(${news.map((item) => item.orderId)}::uuid[],
        ${news.map((item) => item.outcome)}::text[],
        ${news.map((item) => item.providerReference)}::text[],
        ${news.map((item) => item.code)}::text[]) as item (order_id, outcome, reference, told_code)
      order by order_id,
        array_position(array['authorized', 'declined', 'voided', 'captured', 'refunded'], outcome) desc
    ), known as (
      select payments.*, payments.moves(status, outcome) as news from given join payments.payments using (order_id)
    ), held as (
      select payments.* from payments.payments
      where order_id in (select order_id from known where known.news) order by order_id for update
    ), moved as (
      update payments.payments set status = outcome, updated_at = now(),
        provider_reference = coalesce(reference, held.provider_reference),
        code = coalesce(told_code, held.code)
      from given join held using (order_id)
      where payments.order_id = given.order_id and payments.moves(held.status, outcome)
      returning payments.order_id, payments.status, payments.provider_reference, payments.code
    )
    select order_id as "orderId", coalesce(moved.status, held.status, known.status) as status,
      coalesce(held.closing, known.closing) as closing, coalesce(moved.code, held.code, known.code) as code,
      coalesce(moved.provider_reference, held.provider_reference, known.provider_reference) as "providerReference",
      case when known.amount is not null
        then jsonb_build_object('amount', known.amount, 'currency', known.currency) end as amount,
      moved.order_id is not null as moved
    from known left join held using (order_id) left join moved using (order_id)`
  return new Map(rows.map((row) => [row.orderId, row]))
}
