import type { Sql } from '@archwright/kit'

import type { DeliveryState, DisabledBecause, MadeAttempt } from './contract.ts'
import { disableAfterDays, restAfterFailures, restSeconds } from './schedule.ts'

/** An attempt, and what becomes of its delivery. */
export interface Outcome extends MadeAttempt {
  readonly state: DeliveryState
  readonly nextAt: string | null
}

/**
 * Logs attempts and moves their deliveries on, unless it was done before, or the delivery was deleted. A message that was
 * given up while it was under way and arrived all the same is delivered.
 */
export async function writeOutcomes(
  sql: Sql,
  outcomes: readonly Outcome[],
  now: Date,
): Promise<void> {
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as given ("deliveryId" uuid, number smallint,
        tries smallint, at timestamptz, "latencyMs" integer, status smallint, error text, excerpt text, state text,
        "nextAt" timestamptz)
    ), held as (
      select id, attempts, delivery.state from webhooks.delivery
      where id in (select "deliveryId" from given) order by id for no key update
    ), logged as (
      insert into webhooks.attempt (delivery_id, number, at, latency_ms, status, error, excerpt)
      select "deliveryId", number, at, "latencyMs", status, error, excerpt
      from given join held on held.id = "deliveryId"
      on conflict do nothing
    )
    update webhooks.delivery set state = given.state, attempts = given.number, tries = given.tries,
      next_at = given."nextAt", leased = false,
      ended_at = case when given.state <> 'waiting' then ${now}::timestamptz end
    from given join held on held.id = "deliveryId"
    where delivery.id = held.id and held.attempts < given.number
      and (held.state = 'waiting' or given.state = 'delivered')`
}

/** What a batch of attempts says of an endpoint. */
export interface EndpointRecord {
  readonly endpointId: string
  readonly failed: number
  /** At least one attempt was answered well. */
  readonly worked: boolean
  readonly gone: boolean
  /** As the endpoint asked. */
  readonly restUntil: string | null
  /** Between 0 and 1. */
  readonly jitter: number
}

export interface DisabledEndpoint {
  endpointId: string
  ownerId: string
  because: DisabledBecause
}

/**
 * Counts the failures of endpoints, lets those rest that fail or ask for it, disables those that are gone or have failed
 * for days. Answers those disabled now. Endpoints that work, as before, are not written.
 */
export async function judgeEndpoints(
  sql: Sql,
  records: readonly EndpointRecord[],
  now: Date,
): Promise<DisabledEndpoint[]> {
  const rows = await sql<DisabledEndpoint>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as given ("endpointId" uuid, failed integer,
        worked boolean, gone boolean, "restUntil" timestamptz, jitter float8)
    ), held as (
      select endpoint.id, given.*, endpoint.failures + failed as total,
        case when worked then null else coalesce(failing_since, ${now}) end as since
      from webhooks.endpoint join given on id = "endpointId"
      where enabled and (failed > 0 or failures > 0 or "restUntil" is not null)
      order by endpoint.id for no key update of endpoint
    ), judged as (
      select *, case when gone then 'gone'
        when since <= ${now}::timestamptz - ${disableAfterDays}::int * interval '1 day' then 'failing' end as because
      from held
    )
    update webhooks.endpoint set
      failures = case when worked then 0 else total end,
      failing_since = since,
      rest_until = greatest("restUntil", case when not worked and total >= ${restAfterFailures}::int then
        ${now}::timestamptz + interval '1 second' * (0.5 + jitter) * least(${restSeconds.longest}::int,
          ${restSeconds.first}::int * power(2, least(total - ${restAfterFailures}::int, 20))) end),
      enabled = because is null,
      disabled_because = because
    from judged where endpoint.id = judged.id
    returning endpoint.id as "endpointId", owner_id as "ownerId", because`
  return rows.filter(({ because }) => because !== null)
}
