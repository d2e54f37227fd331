import { fragment, type Listed, type Page, type Sql } from '@archwright/kit'

import type { Addresses } from './addresses.ts'
import type { Notification, NotificationKind, NotificationStatus } from './contract.ts'

export interface Customer {
  customerId: string
  email: string
  name: string
}

/** Learns addresses; in the order of customers, so that two batches cannot deadlock. */
export async function upsertCustomers(
  sql: Sql,
  customers: readonly Customer[],
  { email }: Addresses,
): Promise<void> {
  const sealed = customers.map((customer) => ({
    ...customer,
    email: email.seal(customer.email, customer.customerId),
  }))
  await sql`
    insert into notifications.customer (customer_id, email, name)
    select distinct on ("customerId") "customerId", email, name
    from jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb)
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
  readonly canSend: boolean
  readonly now: Date
  readonly addresses: Addresses
}

/**
 * Adds notifications: queued, waiting for the customer's address, or unsent for want of a mail server.
 * Shares the customers' rows: who learns an address meanwhile comes before or after, never between.
 */
export async function insertNotifications(
  sql: Sql,
  notifications: readonly NewNotification[],
  { canSend, now, addresses }: Circumstances,
): Promise<Placed[]> {
  const ids = notifications.map(({ customerId }) => customerId)
  const known = new Map((await shareCustomers(sql, ids)).map((one) => [one.customerId, one.email]))
  const addressed = notifications.map((one) => ({
    ...one,
    ...sealedFor(one.id, one.customerId, known.get(one.customerId), addresses),
  }))
  return sql<Placed>`
    insert into notifications.notification
      (id, customer_id, kind, subject, data, recipient, recipient_index, status, reason, created_at)
    select id, "customerId", kind, subject, data, recipient, index,
      case when recipient is null then 'waiting' when ${canSend} then 'queued' else 'unsent' end,
      case when recipient is null then 'the address is not known yet'
        when ${canSend} then null else 'no SMTP server configured' end,
      ${now}
    from jsonb_to_recordset(${JSON.stringify(addressed)}::jsonb) as given
      (id uuid, "customerId" text, kind text, subject text, data jsonb, recipient text, index text)
    returning id, status`
}

function shareCustomers(sql: Sql, customerIds: readonly string[]) {
  return sql<{ customerId: string; email: string | null }>`
    select customer_id as "customerId", email from notifications.customer
    where customer_id = any(${customerIds}::text[]) order by customer_id for share`
}

/** The customer's address, sealed anew for the row of a notification. */
function sealedFor(
  id: string,
  customerId: string,
  email: string | null | undefined,
  addresses: Addresses,
): { recipient: string | null; index: string | null } {
  if (!email) return { recipient: null, index: null }
  const address = addresses.email.open(email, customerId)
  const [index] = addresses.recipient.indexes(address)
  return { recipient: addresses.recipient.seal(address, id), index }
}

/** Gives waiting notifications the address that is known now. */
export async function releaseWaiting(
  sql: Sql,
  customerIds: readonly string[],
  { canSend, addresses }: Pick<Circumstances, 'canSend' | 'addresses'>,
): Promise<Placed[]> {
  const waiting = await sql<{ id: string; customerId: string; email: string }>`
    select id, customer_id as "customerId", email
    from notifications.notification join notifications.customer using (customer_id)
    where customer_id = any(${customerIds}::text[]) and status = 'waiting' and email is not null
    order by id for update of notification`
  const released = waiting.map(({ id, customerId, email }) => ({
    id,
    ...sealedFor(id, customerId, email, addresses),
  }))
  return sql<Placed>`
    update notifications.notification set
      recipient = given.recipient, recipient_index = given.index,
      status = case when ${canSend} then 'queued' else 'unsent' end,
      reason = case when ${canSend} then null else 'no SMTP server configured' end
    from jsonb_to_recordset(${JSON.stringify(released)}::jsonb) as given (id uuid, recipient text, index text)
    where notification.id = given.id
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
export async function findQueued(
  sql: Sql,
  ids: readonly string[],
  { recipient }: Addresses,
): Promise<QueuedNotification[]> {
  const rows = await sql<QueuedNotification>`
    select id, kind, data, recipient, customer.name
    from notifications.notification join notifications.customer using (customer_id)
    where id = any(${ids}::uuid[]) and status = 'queued'`
  return rows.map((row) => ({ ...row, recipient: recipient.open(row.recipient, row.id) }))
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

/** Those of a page, their addresses still sealed. */
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
