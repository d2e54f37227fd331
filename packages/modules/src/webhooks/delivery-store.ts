import { fragment, type Listed, type Page, type Sql } from '@archwright/kit'

import type { Attempt, Delivery, DeliveryState } from './contract.ts'
import type { OwnerRole } from './offer.ts'

/** Who is to get an event. */
export interface Audience {
  readonly event: string
  readonly roles: readonly OwnerRole[]
  /** Owners that the events are for; with `undefined` in it, all of these roles. */
  readonly owners: readonly (string | undefined)[]
}

export interface Subscriber {
  id: string
  ownerId: string
  ownerRole: OwnerRole
}

/** Enabled endpoints that chose an event, held until the commit so that their deliveries can be written. */
export function findSubscribers(sql: Sql, { event, roles }: Audience): Promise<Subscriber[]> {
  return sql<Subscriber>`
    select id, owner_id as "ownerId", owner_role as "ownerRole" from webhooks.endpoint
    where enabled and events @> array[${event}::text] and owner_role = any(${roles}::text[])
    order by id for key share`
}

export interface NewMessage {
  readonly id: string
  readonly body: string
}

export interface NewDelivery {
  readonly id: string
  readonly messageId: string
  readonly endpointId: string
  readonly event: string
}

/** Writes messages, and a delivery of each for each endpoint that is to get it; they are due at once. */
export async function insertDeliveries(
  sql: Sql,
  messages: readonly NewMessage[],
  deliveries: readonly NewDelivery[],
  now: Date,
): Promise<void> {
  await sql`
    with written as (
      insert into webhooks.message (id, body, created_at)
      select id, body, ${now} from unnest(${messages.map(({ id }) => id)}::uuid[],
        ${messages.map(({ body }) => body)}::text[]) as given (id, body)
    )
    insert into webhooks.delivery (id, message_id, endpoint_id, event, next_at, created_at)
    select id, message_id, endpoint_id, event, ${now}, ${now}
    from unnest(${deliveries.map(({ id }) => id)}::uuid[],
      ${deliveries.map(({ messageId }) => messageId)}::uuid[],
      ${deliveries.map(({ endpointId }) => endpointId)}::uuid[],
      ${deliveries.map(({ event }) => event)}::text[]) as given (id, message_id, endpoint_id, event)`
}

const columns = fragment`delivery.id as "deliveryId", endpoint_id as "endpointId", message_id as "messageId", event,
  state, attempts, next_at as "nextAttemptAt", delivery.created_at as "createdAt"`
const withEndpoint = fragment`webhooks.delivery join webhooks.endpoint on endpoint.id = endpoint_id`

export interface DeliveryFilter {
  readonly owner: string | undefined
  readonly endpointId?: string
  readonly state?: DeliveryState
  readonly event?: string
}

/** A page of the deliveries to the endpoints of an owner; to everybody's where that is undefined. */
export function listPage(
  sql: Sql,
  { owner, endpointId, state, event }: DeliveryFilter,
  page: Page,
): Promise<(Delivery & Listed)[]> {
  const own = owner === undefined ? fragment`true` : fragment`owner_id = ${owner}`
  const one = endpointId === undefined ? fragment`true` : fragment`endpoint_id = ${endpointId}`
  const standing = state === undefined ? fragment`true` : fragment`state = ${state}`
  const named = event === undefined ? fragment`true` : fragment`event = ${event}`
  return sql<Delivery & Listed>`
    select ${columns}, ${page.at} as at from ${withEndpoint}
    where ${own} and ${one} and ${standing} and ${named} and ${page.behind}
    order by ${page.order} limit ${page.limit}`
}

/** A delivery of an owner; of anybody where that is undefined. `enabled`: whether its endpoint is. */
export async function readDelivery(
  sql: Sql,
  id: string,
  owner: string | undefined,
): Promise<{ delivery: Delivery; enabled: boolean } | undefined> {
  const own = owner === undefined ? fragment`true` : fragment`owner_id = ${owner}`
  const [row] = await sql<Delivery & { enabled: boolean }>`
    select ${columns}, enabled from ${withEndpoint} where delivery.id = ${id} and ${own}`
  if (!row) return undefined
  const { enabled, ...delivery } = row
  return { delivery, enabled }
}

export function readAttempts(sql: Sql, deliveryId: string): Promise<Attempt[]> {
  return sql<Attempt>`
    select number, at, latency_ms as "latencyMs", status, error, excerpt
    from webhooks.attempt where delivery_id = ${deliveryId} order by number`
}

/** Makes a delivery due now, from the start of its schedule; one that is under way stays as it is. */
export async function requeueDelivery(sql: Sql, id: string, now: Date): Promise<void> {
  await sql`
    update webhooks.delivery set state = 'waiting', tries = 0, next_at = ${now}, ended_at = null
    where id = ${id} and not leased`
}

export async function countDead(sql: Sql, endpointId: string, since: string): Promise<number> {
  const [row] = await sql<{ dead: number }>`
    select count(*) as dead from webhooks.delivery
    where endpoint_id = ${endpointId} and state = 'dead' and created_at >= ${since}`
  return row?.dead ?? 0
}

export interface Replaying {
  readonly endpointId: string
  readonly since: string
  /** Goes on behind this id, so that what dies again meanwhile is not sent a third time. */
  readonly after: string
  readonly limit: number
}

/** Makes some dead letters of an enabled endpoint due now, oldest first; answers their ids. */
export async function requeueDead(sql: Sql, replaying: Replaying, now: Date): Promise<string[]> {
  const { endpointId, since, after, limit } = replaying
  const rows = await sql<{ id: string }>`
    with found as (
      select delivery.id from webhooks.delivery join webhooks.endpoint on endpoint.id = endpoint_id
      where endpoint_id = ${endpointId} and enabled and state = 'dead'
        and delivery.created_at >= ${since} and delivery.id > ${after}
      order by delivery.id limit ${limit} for no key update of delivery
    )
    update webhooks.delivery set state = 'waiting', tries = 0, next_at = ${now}, ended_at = null
    from found where delivery.id = found.id returning delivery.id`
  return rows.map(({ id }) => id).sort()
}

/** Deletes some ended deliveries that are older than an id; says how many. */
export async function deleteEnded(sql: Sql, before: string, limit: number): Promise<number> {
  const rows = await sql`
    delete from webhooks.delivery where id in (
      select id from webhooks.delivery where id < ${before} and state <> 'waiting' order by id limit ${limit})
    returning id`
  return rows.length
}

/** Deletes some messages older than an id that no delivery needs any more; says how many. */
export async function deleteMessages(sql: Sql, before: string, limit: number): Promise<number> {
  const rows = await sql`
    delete from webhooks.message where id in (
      select id from webhooks.message where id < ${before}
        and not exists (select from webhooks.delivery where message_id = message.id)
      order by id limit ${limit})
    returning id`
  return rows.length
}
