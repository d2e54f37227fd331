import { tenantOf } from '../access/tenants.ts'
import { builtIn } from '../contract/failure.ts'
import { moduleOf } from '../contract/operation.ts'
import type { Subscription } from '../contract/subscription.ts'
import { isUnavailable } from '../data/database.ts'
import { authorize } from '../dispatch/authorize.ts'
import type { Admit, Authenticate, Observe, TakeLimit } from '../dispatch/call.ts'
import { inputCheck } from '../dispatch/checks.ts'
import type { Follow, FollowCall } from '../dispatch/follow.ts'
import type { Principal } from '../dispatch/principal.ts'
import type { Permit } from '../policies/guard.ts'
import type { Feed } from './feed.ts'
import { filtersOf } from './filter.ts'
import type { Follower } from './follower.ts'
import type { Presence } from './presence.ts'
import type { Standing } from './standing.ts'

export interface FollowParts {
  readonly subscriptions: readonly Subscription[]
  /** Names of those whose events belong to tenants. */
  readonly ofTenants: ReadonlySet<string>
  /** Those that are followed at another process. */
  readonly elsewhere: readonly Subscription[]
  readonly feed: Feed
  readonly standing: Standing
  /** Notes who follows what declares presence. */
  readonly presence: Pick<Presence, 'join'>
  readonly authenticate: Authenticate
  readonly takeLimit: TakeLimit
  readonly admit: Admit
  readonly observe: Observe
  /** Asks the policies, where there are any. */
  readonly permit?: Permit | undefined
}

/** Makes the path of followers: admit → authenticate → limit → authorize → validate, and again while it lasts. */
export function createFollow(parts: FollowParts): Follow {
  const known = new Map(
    parts.subscriptions.map((subscription) => [
      subscription.name as string,
      { subscription, checkInput: inputCheck(subscription.input) },
    ]),
  )
  return async (call) => {
    const entry = known.get(call.subscription)
    if (!entry) throw unknown(parts, call.subscription)
    return parts.observe(entry.subscription, call, async () => {
      try {
        return await enter(parts, entry, call)
      } catch (error) {
        throw isUnavailable(error) ? builtIn('UNAVAILABLE', { retryAfterSeconds: 1 }) : error
      }
    })
  }
}

interface FollowEntry {
  readonly subscription: Subscription
  readonly checkInput: ReturnType<typeof inputCheck>
}

async function enter(
  parts: FollowParts,
  { subscription, checkInput }: FollowEntry,
  call: FollowCall,
): Promise<Follower> {
  // Who follows does no work: a place among the followers is held, not one among the calls under way.
  parts.admit(subscription)()
  parts.feed.admit()
  const principal = call.principal ?? (await parts.authenticate(call.credentials ?? {}))
  await charge(parts, subscription, { call, principal })
  authorize(subscription, principal)
  const tenant = parts.ofTenants.has(subscription.name) ? tenantOf(principal) : undefined
  const input = checkInput(call.input ?? {})
  await parts.permit?.(subscription.name, principal, input)
  const filters = filtersOf(subscription, input, principal)
  await parts.standing.check(principal)
  const events = new Set<string>(subscription.events.map(({ name }) => name))
  const follower = await parts.feed.follow({ events, filters, tenant }, call.after)
  lookAfter(parts, follower, { call, principal })
  if (subscription.presence) {
    const { name } = subscription
    const who = { subscription: name, principal: principal.id, tenant: tenant ?? null, input }
    follower.onEnd(parts.presence.join(who))
  }
  return follower
}

interface Asked {
  readonly call: FollowCall
  readonly principal: Principal
}

async function charge(
  { takeLimit }: FollowParts,
  subscription: Subscription,
  { call, principal }: Asked,
): Promise<void> {
  const { address } = call.from
  if (address === undefined) return
  const limit = await takeLimit(subscription, { principal, address }, 1)
  if (!limit || limit.allowed) return
  throw builtIn('RATE_LIMITED', { data: limit, retryAfterSeconds: limit.retryAfterSeconds })
}

/** Ends the following with its call, its token or its session, whichever is first. */
function lookAfter(
  { standing, authenticate }: FollowParts,
  follower: Follower,
  { call, principal }: Asked,
): void {
  const leave = standing.guard({
    principal,
    authenticate: async () => call.principal ?? authenticate(call.credentials ?? {}),
    end: (failure) => follower.end(failure),
  })
  const abort = () => follower.end()
  call.signal.addEventListener('abort', abort, { once: true })
  follower.onEnd(() => {
    leave()
    call.signal.removeEventListener('abort', abort)
  })
  if (call.signal.aborted) follower.end()
}

function unknown({ elsewhere }: FollowParts, name: string) {
  if (!elsewhere.some((subscription) => subscription.name === name))
    return builtIn('UNKNOWN_OPERATION')
  const says = `Follow ${name} at the process that hosts the module ${moduleOf(name)}.`
  return builtIn('UNKNOWN_OPERATION', { says })
}
