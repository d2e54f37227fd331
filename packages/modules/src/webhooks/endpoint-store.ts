import { fragment, type Listed, type Page, type Sql } from '@archwright/kit'

import type { Endpoint } from './contract.ts'
import type { OwnerRole } from './offer.ts'

export interface NewEndpoint {
  id: string
  ownerId: string
  ownerRole: OwnerRole
  url: string
  events: readonly string[]
  description: string
}

/** Adds an endpoint, unless its owner has `most`; one after the other for each owner. */
export async function insertEndpoint(
  sql: Sql,
  endpoint: NewEndpoint,
  { now, most }: { now: Date; most: number },
): Promise<Endpoint | undefined> {
  const { id, ownerId, ownerRole, url, events, description } = endpoint
  await sql`select pg_advisory_xact_lock(hashtextextended('webhooks.endpoint ' || ${ownerId}, 0))`
  const [row] = await sql<Endpoint>`
    insert into webhooks.endpoint (id, owner_id, owner_role, url, events, description, created_at)
    select ${id}, ${ownerId}, ${ownerRole}, ${url}, ${events}::text[], ${description}, ${now}
    where (select count(*) from webhooks.endpoint where owner_id = ${ownerId}) < ${most}
    returning ${columns}`
  return row
}

const columns = fragment`id as "endpointId", owner_id as "ownerId", url, events, description, enabled,
  disabled_because as "disabledBecause", failing_since as "failingSince", version, created_at as "createdAt"`

/** An endpoint of an owner; of anybody where that is undefined. */
export async function readEndpoint(
  sql: Sql,
  id: string,
  owner: string | undefined,
): Promise<(Endpoint & { ownerRole: OwnerRole }) | undefined> {
  const own = owner === undefined ? fragment`true` : fragment`owner_id = ${owner}`
  const [row] = await sql<Endpoint & { ownerRole: OwnerRole }>`
    select ${columns}, owner_role as "ownerRole" from webhooks.endpoint where id = ${id} and ${own}`
  return row
}

/** A page of the endpoints of an owner; of everybody where that is undefined. */
export function listPage(
  sql: Sql,
  owner: string | undefined,
  page: Page,
): Promise<(Endpoint & Listed)[]> {
  const own = owner === undefined ? fragment`true` : fragment`owner_id = ${owner}`
  return sql<Endpoint & Listed>`
    select ${columns}, ${page.at} as at from webhooks.endpoint
    where ${own} and ${page.behind} order by ${page.order} limit ${page.limit}`
}

/** A new address begins with a clean record: what the old one failed says nothing about it. */
export async function changeEndpoint(
  sql: Sql,
  id: string,
  change: Partial<Pick<Endpoint, 'url' | 'events' | 'description'>>,
): Promise<void> {
  const { url = null, events = null, description = null } = change
  await sql`
    update webhooks.endpoint set url = coalesce(${url}, url), events = coalesce(${events}::text[], events),
      description = coalesce(${description}, description), version = version + 1,
      failures = case when coalesce(${url}, url) = url then failures else 0 end,
      failing_since = case when coalesce(${url}, url) = url then failing_since end,
      rest_until = case when coalesce(${url}, url) = url then rest_until end
    where id = ${id} and (coalesce(${url}, url), coalesce(${events}::text[], events), coalesce(${description}, description))
      is distinct from (url, events, description)`
}

export async function enableEndpoint(sql: Sql, id: string): Promise<void> {
  await sql`
    update webhooks.endpoint set enabled = true, disabled_because = null, version = version + 1,
      failures = 0, failing_since = null, rest_until = null
    where id = ${id} and not enabled`
}

/** Its owner says that it works again: it is tried at once, though still one message at a time until one is taken. */
export async function endRest(sql: Sql, id: string): Promise<void> {
  await sql`update webhooks.endpoint set rest_until = null where id = ${id} and rest_until is not null`
}

/** Disables by request; what waits for the endpoint is given up. */
export async function disableEndpoint(sql: Sql, id: string, now: Date): Promise<void> {
  await sql`
    update webhooks.endpoint set enabled = false, disabled_because = 'asked', version = version + 1
    where id = ${id} and enabled`
  await giveUpWaiting(sql, [id], now)
}

/** Makes what waits for disabled endpoints dead letters. */
export async function giveUpWaiting(sql: Sql, endpointIds: readonly string[], now: Date) {
  await sql`
    update webhooks.delivery set state = 'dead', next_at = null, leased = false, ended_at = ${now}
    where endpoint_id = any(${endpointIds}::uuid[]) and state = 'waiting'`
}

/** Deletes an endpoint with its secrets and its log. */
export async function deleteById(sql: Sql, id: string): Promise<void> {
  await sql`delete from webhooks.endpoint where id = ${id}`
}
