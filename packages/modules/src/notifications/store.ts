import { fragment, type Listed, type Page, type Sql } from '@archwright/kit'

import type { Notification, NotificationKind, NotificationStatus } from './contract.ts'

export interface Customer {
  customerId: string
  email: string
  name: string
}

/** Learns addresses; in the order of customers, so that two batches cannot deadlock. */
export async function upsertCustomers(sql: Sql, customers: readonly Customer[]): Promise<void> {
  await sql`
    insert into notifications.customer (customer_id, email, name)
    select distinct on ("customerId") "customerId", email, name
    from jsonb_to_recordset(${JSON.stringify(customers)}::jsonb)
      as given ("customerId" text, email text, name text)
    order by "customerId"
    on conflict (customer_id) do update set email = excluded.email, name = excluded.name`
}

/** Makes room for customers whose registration was not heard yet. */
export async function insertUnknownCustomers(sql: Sql, customerIds: readonly string[]) {
  await sql`
    insert into notifications.customer (customer_id)
    select distinct customer_id from unnest(${customerIds}::text[]) as given (customer_id)
    order by customer_id
    on conflict (customer_id) do nothing`
}

export interface NewNotification {
  id: string
  customerId: string
  kind: NotificationKind
  subject: string
  data: unknown
}

export interface Placed {
  id: string
  status: NotificationStatus
}

interface Circumstances {
  canSend: boolean
  now: Date
}

/**
 * Adds notifications: queued, waiting for the customer's address, or unsent for want of a mail server.
 * Shares the customers' rows: who learns an address meanwhile comes before or after, never between.
 */
export function insertNotifications(
  sql: Sql,
  notifications: readonly NewNotification[],
  { canSend, now }: Circumstances,
): Promise<Placed[]> {
  return sql<Placed>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(notifications)}::jsonb)
        as given (id uuid, "customerId" text, kind text, subject text, data jsonb)
    ), known as (
      select customer_id, email from notifications.customer
      where customer_id in (select "customerId" from given)
      order by customer_id for share
    )
    insert into notifications.notification
      (id, customer_id, kind, subject, data, recipient, status, reason, created_at)
    select given.id, known.customer_id, given.kind, given.subject, given.data, known.email,
      case when known.email is null then 'waiting' when ${canSend} then 'queued' else 'unsent' end,
      case when known.email is null then 'the address is not known yet'
        when ${canSend} then null else 'no SMTP server configured' end,
      ${now}
    from given join known on known.customer_id = given."customerId"
    returning id, status`
}

/** Gives waiting notifications the address that is known now. */
export function releaseWaiting(
  sql: Sql,
  customerIds: readonly string[],
  { canSend }: Pick<Circumstances, 'canSend'>,
): Promise<Placed[]> {
  return sql<Placed>`
    update notifications.notification set
      recipient = customer.email,
      status = case when ${canSend} then 'queued' else 'unsent' end,
      reason = case when ${canSend} then null else 'no SMTP server configured' end
    from notifications.customer
    where customer.customer_id = any(${customerIds}::text[])
      and notification.customer_id = customer.customer_id and notification.status = 'waiting'
    returning notification.id, notification.status`
}

export interface QueuedNotification {
  id: string
  kind: NotificationKind
  data: unknown
  recipient: string
  name: string
}

/** Which of these are to be sent; those that were, or are not to be, are absent. */
export function findQueued(sql: Sql, ids: readonly string[]): Promise<QueuedNotification[]> {
  return sql<QueuedNotification>`
    select id, kind, data, recipient, customer.name
    from notifications.notification join notifications.customer using (customer_id)
    where id = any(${ids}::uuid[]) and status = 'queued'`
}

/** How sending ended: `reason` is the server's answer, or why it is not sent; `queued` will be tried again. */
export interface SendingEnd {
  id: string
  status: 'sent' | 'queued' | 'unsent' | 'failed'
  reason: string
}

export async function noteEnds(sql: Sql, ends: readonly SendingEnd[], now: Date): Promise<void> {
  await sql`
    update notifications.notification
    set status = given.status, reason = given.reason,
      sent_at = case when given.status = 'sent' then ${now}::timestamptz end
    from unnest(${ends.map(({ id }) => id)}::uuid[], ${ends.map(({ status }) => status)}::text[],
      ${ends.map(({ reason }) => reason)}::text[]) as given (id, status, reason)
    where notification.id = given.id and notification.status = 'queued'`
}

/** Queues some that were unsent for want of a mail server, the oldest first. */
export function requeueUnsent(
  sql: Sql,
  { since, most }: { since: Date; most: number },
): Promise<Placed[]> {
  return sql<Placed>`
    update notifications.notification set status = 'queued', reason = null
    where id in (
      select id from notifications.notification
      where status = 'unsent' and created_at >= ${since} order by id limit ${most} for update skip locked)
    returning id, status`
}

/** Gives up on what no job tries any more. */
export async function failStale(sql: Sql, before: Date): Promise<void> {
  await sql`
    update notifications.notification
    set status = 'failed', reason = coalesce(reason, 'never answered by the mail server')
    where status = 'queued' and created_at < ${before}`
}

export interface NotificationFilter {
  readonly status?: NotificationStatus
  readonly customerId?: string
}

export function listNewest(
  sql: Sql,
  { status, customerId }: NotificationFilter,
  page: Page,
): Promise<(Notification & Listed)[]> {
  const standing = status === undefined ? fragment`true` : fragment`status = ${status}`
  const ofOne = customerId === undefined ? fragment`true` : fragment`customer_id = ${customerId}`
  return sql<Notification & Listed>`
    select id, customer_id as "customerId", kind, recipient, subject, status, reason,
      created_at as "createdAt", sent_at as "sentAt", ${page.at} as at
    from notifications.notification
    where ${standing} and ${ofOne} and ${page.behind}
    order by ${page.order}
    limit ${page.limit}`
}
