import { LRUCache } from 'lru-cache'

import type { Clock } from '../app/clock.ts'
import type { Budget, Counting } from './budget.ts'
import { type LimitAsk, type LimitStore, rounding, type Taken } from './limit-store.ts'

/** Callers remembered per budget; who is not remembered starts with a whole one. */
const rememberedCallers = 100_000

/** Counts in the memory of this process. A clock that was set back far is forgiven. */
export function memoryLimits(clock: Pick<Clock, 'now'>): LimitStore {
  const buckets = new Map<Budget, LRUCache<string, Bucket>>()
  const windows = new Map<Budget, LRUCache<string, Window>>()
  return {
    take(budget, ask) {
      const now = clock.now().getTime()
      const { counting } = budget
      if (counting.by === 'bucket') {
        const bucket = stateOf(buckets, budget, ask.caller) ?? { level: 0, at: now }
        const taken = takeOfBucket(budget, bucket, ask, now)
        if (taken.allowed && ask.charge === 1) buckets.get(budget)?.set(ask.caller, bucket)
        return taken
      }
      const window = stateOf(windows, budget, ask.caller) ?? { used: 0, slices: [] }
      const taken = takeOfWindow({ ...counting, burst: budget.burst }, window, ask, now)
      if (taken.allowed && ask.charge === 1) windows.get(budget)?.set(ask.caller, window)
      return taken
    },
  }
}

function stateOf<State extends object>(
  states: Map<Budget, LRUCache<string, State>>,
  budget: Budget,
  caller: string,
): State | undefined {
  const known = states.get(budget)
  if (known) return known.get(caller)
  states.set(budget, new LRUCache({ max: rememberedCallers }))
  return undefined
}

/** A leaky bucket as a meter: what was taken, draining at the rate (the same as GCRA, in calls and not in time). */
interface Bucket {
  level: number
  at: number
}

function takeOfBucket(
  { burst, perSecond, windowMs }: Budget,
  bucket: Bucket,
  { cost, charge }: LimitAsk,
  now: number,
): Taken {
  const passed = now - bucket.at
  const isSetBack = passed < -windowMs
  const level = isSetBack
    ? 0
    : Math.max(0, bucket.level - (Math.max(0, passed) * perSecond) / 1_000)
  const msPerCall = 1_000 / perSecond
  const allowed = level + cost <= burst + rounding
  const used = allowed && charge === 1 ? level + cost : level
  bucket.level = used
  bucket.at = passed < 0 && !isSetBack ? bucket.at : now
  return {
    allowed,
    used,
    resetMs: used * msPerCall,
    retryMs: allowed ? 0 : (level + cost - burst) * msPerCall,
    behindMs: level * msPerCall,
  }
}

interface Window {
  used: number
  /** Oldest first. */
  slices: { readonly number: number; count: number }[]
}

type Sliced = Extract<Counting, { by: 'window' }> & { readonly burst: number }

function takeOfWindow(sliced: Sliced, window: Window, { cost, charge }: LimitAsk, now: number) {
  const { sliceMs, slices, burst } = sliced
  const newest = window.slices.at(-1)?.number ?? 0
  const clocked = Math.floor(now / sliceMs)
  if (newest > clocked + slices) forget(window, Number.POSITIVE_INFINITY)
  const slice = Math.max(clocked, window.slices.at(-1)?.number ?? 0)
  forget(window, slice - slices + 1)
  const allowed = window.used + cost <= burst
  const retryMs = allowed ? 0 : freeAt(sliced, window, cost) - now
  if (allowed && charge === 1) count(window, slice, cost)
  const last = window.slices.at(-1)
  const resetMs = last ? (last.number + slices) * sliceMs - now : 0
  return { allowed, used: window.used, resetMs, retryMs, behindMs: 0 }
}

function forget(window: Window, before: number): void {
  let old = window.slices[0]
  while (old && old.number < before) {
    window.used -= old.count
    window.slices.shift()
    old = window.slices[0]
  }
}

function count(window: Window, slice: number, cost: number): void {
  const last = window.slices.at(-1)
  if (last?.number === slice) last.count += cost
  else window.slices.push({ number: slice, count: cost })
  window.used += cost
}

/** When enough of the oldest slices has fallen out of the window. */
function freeAt({ sliceMs, slices, burst }: Sliced, window: Window, cost: number): number {
  let left = window.used
  for (const { number, count } of window.slices) {
    left -= count
    if (left + cost <= burst) return (number + slices) * sliceMs
  }
  return Number.POSITIVE_INFINITY // more than the whole budget: refused at start
}
