import { lifterOf } from '../channel/lift.ts'
import type { Recipient } from '../channel/relay.ts'
import type { Subscription } from '../contract/subscription.ts'
import type { Database } from '../data/database.ts'
import type { Admit, Authenticate, Dispatcher, Observe, TakeLimit } from '../dispatch/call.ts'
import type { Follow } from '../dispatch/follow.ts'
import { servicePrincipal } from '../dispatch/principal.ts'
import { createFollow } from '../feed/create-follow.ts'
import { Feed } from '../feed/feed.ts'
import { appendToFeed } from '../feed/feed-store.ts'
import { Presence } from '../feed/presence.ts'
import { Standing } from '../feed/standing.ts'
import type { Module } from '../module/define-module.ts'
import type { Permit } from '../policies/guard.ts'
import type { Clock } from './clock.ts'
import type { FeedWiring } from './wiring.ts'

export interface FollowingParts {
  readonly modules: readonly Module[]
  readonly elsewhere?: { readonly modules: readonly Module[] }
  readonly wiring: { readonly feed: FeedWiring }
  readonly clock: Clock
  readonly authenticate: Authenticate
  readonly takeLimit: TakeLimit
  readonly admit: Admit
  readonly observe: Observe
  readonly permit?: Permit | undefined
  warn(message: string, details: object): void
}

/** Everything of a process that lets clients follow. */
export interface FollowingPart {
  readonly follow: Follow
  readonly standing: Standing
  /** How many follow now. */
  followers(): number
  start(): Promise<void>
  stop(): Promise<void>
}

export function assembleFollowing(
  parts: FollowingParts,
  { database, dispatcher }: { database: Database; dispatcher: Dispatcher },
): FollowingPart {
  const { modules, elsewhere, wiring, clock, warn } = parts
  const subscriptions = subscriptionsOf(modules)
  const lift = lifterOf(subscriptions.flatMap(({ events }) => events))
  const feed = new Feed({ ...wiring.feed, database, events: eventsOf(subscriptions), lift, warn })
  const check = liveSessionsOf([...modules, ...(elsewhere?.modules ?? [])], dispatcher)
  const standing = new Standing({
    everyMs: wiring.feed.recheckMs,
    ...(check ? { liveSessions: check } : {}),
    warn,
  })
  const scoped = subscriptionsOf(modules.filter(({ tenantScoped }) => tenantScoped))
  const ofTenants = new Set<string>(scoped.map(({ name }) => name))
  const { recheckMs: everyMs } = wiring.feed
  const presence = new Presence({ ...clock, database, everyMs, warn })
  const there = subscriptionsOf(elsewhere?.modules ?? [])
  return {
    follow: createFollow({
      ...parts,
      subscriptions,
      ofTenants,
      elsewhere: there,
      feed,
      standing,
      presence,
    }),
    standing,
    followers: () => feed.followers,
    async start() {
      await feed.start()
      standing.start()
      if (subscriptions.some((subscription) => subscription.presence)) presence.start()
    },
    async stop() {
      await Promise.all([feed.stop(), standing.stop(), presence.stop()])
    },
  }
}

/**
 * Keeps for followers what they may be told, and what windows count. Of all modules of the system: processes that share a database share its
 * outbox, and whose relay finds an event first is chance.
 */
export function feedRecipients(
  { modules, elsewhere }: Pick<FollowingParts, 'modules' | 'elsewhere'>,
  database: Database,
): Recipient[] {
  const all = [...modules, ...(elsewhere?.modules ?? [])]
  const counted = all.flatMap(({ windows = [] }) => windows.map(({ of }) => of.name))
  const events = [...new Set([...eventsOf(subscriptionsOf(all)), ...counted])]
  if (events.length === 0) return []
  return [
    {
      name: 'kit.feed',
      events: new Set(events),
      deliver: (rows) => database.transaction((sql) => appendToFeed(sql, rows)),
    },
  ]
}

function subscriptionsOf(modules: readonly Module[]): Subscription[] {
  return modules.flatMap(({ subscriptions = [] }) => subscriptions)
}

function eventsOf(subscriptions: readonly Subscription[]): string[] {
  return [...new Set(subscriptions.flatMap(({ events }) => events.map(({ name }) => name)))]
}

/** Asks the module that keeps the sessions, wherever it runs. */
function liveSessionsOf(modules: readonly Module[], dispatcher: Dispatcher) {
  const operation = modules.find(({ liveSessions }) => liveSessions)?.liveSessions
  if (!operation) return undefined
  return async (sessionIds: readonly string[]) => {
    const { output } = await dispatcher.dispatch({
      operation: operation.name,
      input: { sessionIds },
      principal: servicePrincipal('kit'),
      from: { transport: 'job' },
    })
    return (output as { live: string[] }).live // as the declaration's output schema says
  }
}
