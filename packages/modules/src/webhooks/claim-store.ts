import type { Sql } from '@archwright/kit'

import { restAfterFailures } from './schedule.ts'

/** A delivery that this process may make now. */
export interface Claimed {
  deliveryId: string
  endpointId: string
  messageId: string
  url: string
  body: string
  /** Newest first: one, or two while a secret is replaced. */
  sealed: string[]
  /** Attempts made before this one, ever and since it was queued. */
  attempts: number
  tries: number
  /** Its endpoint fails: this is the one attempt at a time that it gets. */
  trial: boolean
}

export interface Room {
  /** Most deliveries to take. */
  readonly free: number
  /** Of these, most to endpoints that fail. */
  readonly freeForTrials: number
  /** Most under way to one endpoint, here and in other processes. */
  readonly perEndpoint: number
  readonly leaseEnd: Date
}

/**
 * Takes due deliveries under a lease. Each endpoint has a lane of its own, oldest first; a lane with less under way comes
 * before one with more, and luck decides between equals, so a long backlog delays nobody else's message. A lane is as wide as `perEndpoint` allows; one whose endpoint
 * fails has a width of one, and none while it rests. Two processes that look at the same moment may exceed the
 * width by what both took.
 */
export function claimDeliveries(sql: Sql, room: Room, now: Date): Promise<Claimed[]> {
  const { free, freeForTrials, perEndpoint, leaseEnd } = room
  return sql<Claimed>`
    with lane as (
      select id, failures >= ${restAfterFailures} as trial, under_way,
        case when failures >= ${restAfterFailures} then 1 else ${perEndpoint}::int end - under_way as width
      from webhooks.endpoint cross join lateral (
        select count(*) as under_way from webhooks.delivery
        where endpoint_id = endpoint.id and leased and next_at > ${now}) as held
      where enabled and (rest_until is null or rest_until <= ${now})
    ), due as (
      select found.id, trial, random() as luck,
        under_way + row_number() over (partition by lane.id order by found.next_at) as turn
      from lane cross join lateral (
        select id, next_at from webhooks.delivery
        where endpoint_id = lane.id and state = 'waiting' and next_at <= ${now}
        order by next_at limit greatest(lane.width, 0) for update skip locked
      ) as found
    ), placed as (
      select *, row_number() over (partition by trial order by turn, luck) as place from due
    ), chosen as (
      select id, trial from placed where not trial or place <= ${freeForTrials}::int
      order by turn, luck limit ${free}::int
    ), claimed as (
      update webhooks.delivery set leased = true, next_at = ${leaseEnd}
      from chosen where delivery.id = chosen.id
      returning delivery.id, endpoint_id, message_id, attempts, tries, trial
    )
    select claimed.id as "deliveryId", endpoint_id as "endpointId", message_id as "messageId", url, body,
      attempts, tries, trial,
      array(select sealed from webhooks.secret
        where secret.endpoint_id = claimed.endpoint_id and (ends_at is null or ends_at > ${now})
        order by ends_at desc nulls first) as sealed
    from claimed join webhooks.endpoint on endpoint.id = endpoint_id
      join webhooks.message on message.id = message_id`
}

/** Gives back what was taken and not made: due again at once, no attempt counted. */
export async function releaseDeliveries(sql: Sql, ids: readonly string[], now: Date) {
  await sql`
    update webhooks.delivery set leased = false, next_at = ${now}
    where id = any(${ids}::uuid[]) and leased`
}
