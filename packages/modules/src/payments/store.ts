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

/** Writes the intents that are new; a payment that exists stays as it is. */
export async function insertIntents(
  sql: Sql,
  intents: readonly Intent[],
  provider: string,
): Promise<void> {
  await sql`
    insert into payments.payments (order_id, status, amount, currency, payment_method, provider)
    select order_id, 'created', amount, currency, payment_method, ${provider}
    from unnest(${intents.map((intent) => intent.orderId)}::uuid[],
      ${intents.map((intent) => intent.amount.amount)}::bigint[],
      ${intents.map((intent) => intent.amount.currency)}::text[],
      ${intents.map((intent) => intent.paymentMethod)}::text[])
      as given (order_id, amount, currency, payment_method)
    order by order_id on conflict do nothing`
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

export async function readPayment(sql: Sql, orderId: string): Promise<Payment | undefined> {
  const [row] = await sql<Payment>`
    select order_id as "orderId", status, jsonb_build_object('amount', amount, 'currency', currency) as amount,
      provider, provider_reference as "providerReference", code,
      created_at as "createdAt", updated_at as "updatedAt"
    from payments.payments where order_id = ${orderId} and amount is not null`
  return row
}

/** Something learnt of a payment. */
export interface News {
  readonly orderId: string
  readonly outcome: PaymentStatus
  readonly providerReference: string | null
  readonly code: string | null
}

/** Applies news by the state of each payment; of several about one payment, the furthest. */
export async function applyNews(sql: Sql, news: readonly News[]): Promise<void> {
  await sql`
    with given as (
      select distinct on (order_id) * from unnest(${news.map((item) => item.orderId)}::uuid[],
        ${news.map((item) => item.outcome)}::text[],
        ${news.map((item) => item.providerReference)}::text[],
        ${news.map((item) => item.code)}::text[]) as item (order_id, outcome, reference, code)
      order by order_id,
        array_position(array['authorized', 'declined', 'voided', 'captured', 'refunded'], outcome) desc
    ), held as (
      select payments.order_id from payments.payments join given using (order_id)
      order by payments.order_id for update of payments
    )
    update payments.payments set status = given.outcome, updated_at = now(),
      provider_reference = coalesce(given.reference, provider_reference),
      code = coalesce(given.code, payments.code)
    from given join held using (order_id)
    where payments.order_id = given.order_id and payments.moves(payments.status, given.outcome)`
}

/** Notes messages as heard; returns those not heard before. */
export async function hearMessages(
  sql: Sql,
  provider: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ messageId: string }>`
    insert into payments.webhooks (provider, message_id)
    select ${provider}, message_id from unnest(${messageIds}::text[]) as given (message_id)
    order by message_id on conflict do nothing returning message_id as "messageId"`
  return new Set(rows.map((row) => row.messageId))
}

export async function forgetMessages(sql: Sql, days: number): Promise<void> {
  await sql`delete from payments.webhooks where heard_at < now() - ${days} * interval '1 day'`
}
