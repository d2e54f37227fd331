import type { Brief, Dependency, ResiliencePolicy } from '@archwright/model'
import { inFlight } from '../arithmetic/little.ts'
import { breakerWindow, longestWait } from '../arithmetic/resilience.ts'
import { placingOperation, providerOf } from '../placing-saga.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import { hiddenSteps } from '../workload.ts'

/** What the policy of one dependency is computed from. */
export interface DependencyLoad {
  callsPerSecond: number
  meanMs: number
}

/** How often a dependency is called at the peak, and how long it takes. */
export function dependencyLoad(situation: Situation, dependency: Dependency): DependencyLoad {
  const { loads, brief, totals, lead } = situation
  const calling = loads.filter(({ operation }) => operation.calls.includes(dependency.name))
  const direct = isUnnamed(brief, dependency)
    ? (lead?.peakPerSecond ?? 0)
    : calling.reduce((sum, { peakPerSecond }) => sum + peakPerSecond, 0)
  const messages = isMessenger(dependency) ? totals.eventsPerSecond : 0
  return {
    callsPerSecond: Math.max(
      direct + hiddenCalls(situation, dependency === providerOf(brief)),
      messages,
    ),
    meanMs: dependency.latencyMs ?? 0,
  }
}

/** A system that the brief speaks of without a name: the leading operation is taken to call it each time. */
const isUnnamed = ({ assumptions }: Brief, { name }: Dependency) =>
  assumptions.some(({ about }) => about === `dependencies.${name}`)

/** Calls of saga steps that the brief does not list as operations. */
function hiddenCalls({ loads, brief }: Situation, isProvider: boolean): number {
  const placing = loads.find(({ operation }) => operation.name === placingOperation)
  if (!placing || !isProvider || placing.operation.calls.length > 0) return 0
  return (
    placing.peakPerSecond * hiddenSteps(brief).filter(({ module }) => module === 'payments').length
  )
}

/** Mail and messages are sent by the handlers of events, one for each event. */
const isMessenger = ({ name, purpose }: Dependency) =>
  /mail|sms|push|messag/i.test(`${name} ${purpose}`)

/** Numbers of timeout, retry, breaker and bulkhead for one dependency. */
export function policyOf(
  situation: Situation,
  dependency: Dependency,
  decision: string,
): ResiliencePolicy {
  const { callsPerSecond, meanMs } = dependencyLoad(situation, dependency)
  const { timeoutMs, attempts, backoffMs } = attemptsFor(dependency)
  const slots = bulkheadOf(callsPerSecond, timeoutMs)
  return {
    dependency: dependency.name,
    timeoutMs,
    attempts,
    backoffMs,
    retryBudget: figure('retry.budget'),
    breaker: {
      failureRate: figure('breaker.failures'),
      windowSeconds: windowOf(callsPerSecond),
      minimumPerSecond: minimumPerSecond(callsPerSecond),
      openSeconds: openSeconds,
    },
    bulkhead: { concurrent: slots, queued: queueOf(slots, timeoutMs, meanMs) },
    fallback: fallbackOf(situation, dependency),
    decision,
  }
}

/** Seconds a breaker stays open: long enough to spare the dependency, short enough for a recovery budget in minutes. */
export const openSeconds = 10
/** A breaker that looks back further than this reacts too late to save anybody. */
const longestWindow = 30
const detectionSeconds = 10

/** Timeout of an attempt and number of attempts, so that a caller who waits hears of the last one in time. */
export interface Attempts {
  timeoutMs: number
  attempts: number
  backoffMs: number
  /** Whether a caller may wait for all of it within the deadline of a call; else it runs as a job. */
  fits: boolean
}

export function attemptsFor(dependency: Dependency): Attempts {
  const meanMs = dependency.latencyMs ?? 0
  const backoffMs = Math.max(50, meanMs)
  const timeoutMs = timeoutOf(meanMs)
  const attempts = (dependency.idempotent ?? true) ? figure('retry.attempts') : 1
  const deadline = figure('deadline.call')
  const whole = longestWait(timeoutMs / 1000, attempts, backoffMs / 1000) <= deadline
  if (whole || isMessenger(dependency)) return { timeoutMs, attempts, backoffMs, fits: whole }
  const tried = Math.min(2, attempts)
  const left = 1000 * deadline - backoffMs * (2 ** (tried - 1) - 1)
  const shorter = Math.floor(left / tried / 100) * 100
  // Below the percentile most slow answers would be taken for failures: then nobody waits for it.
  const least = meanMs * Math.log(1 / (1 - figure('timeout.least')))
  if (shorter < least) return { timeoutMs, attempts, backoffMs, fits: false }
  return { timeoutMs: Math.min(timeoutMs, shorter), attempts: tried, backoffMs, fits: true }
}

/** p99.9 of an exponential latency with the stated mean, and never under a second: a timeout leaves the outcome unknown. */
function timeoutOf(meanMs: number): number {
  return Math.max(
    1000,
    Math.ceil((meanMs * Math.log(1 / (1 - figure('timeout.percentile')))) / 100) * 100,
  )
}

/** Over how long a breaker looks at so many calls a second, and how long it stays open. */
export const breakerOf = (callsPerSecond: number) => ({
  windowSeconds: windowOf(callsPerSecond),
  openSeconds,
})

function windowOf(callsPerSecond: number): number {
  if (callsPerSecond === 0) return longestWindow
  return Math.min(
    longestWindow,
    Math.max(detectionSeconds, breakerWindow(figure('breaker.calls'), callsPerSecond)),
  )
}

/** A tenth of the peak, so that quiet hours are judged too, but at least one call in ten seconds, has to have been seen. */
function minimumPerSecond(callsPerSecond: number): number {
  return Number(Math.max(0.1, callsPerSecond / 10).toPrecision(2))
}

// Rates come rounded to a few digits, and that dust must not cost a slot.
const rounding = 1e-3

/** Little's law at the timeout, the longest a call may hold a slot, with a floor of four. */
function bulkheadOf(callsPerSecond: number, timeoutMs: number): number {
  return Math.max(4, Math.ceil(inFlight(callsPerSecond, timeoutMs / 1000) - rounding))
}

/**
 * As many may wait as the slots work off within one timeout at the mean latency. Sagas send what they gathered all at
 * once: a queue no longer than the slots refuses part of that while the dependency is well.
 */
function queueOf(slots: number, timeoutMs: number, meanMs: number): number {
  return meanMs > 0 ? Math.max(slots, Math.ceil((slots * timeoutMs) / meanMs)) : slots
}

function fallbackOf({ brief }: Situation, dependency: Dependency): string {
  if (isMessenger(dependency))
    return 'The message waits as a job and is tried again; nothing else waits for it'
  const writes = brief.operations.some(
    (operation) => operation.calls.includes(dependency.name) && operation.writes.length > 0,
  )
  const placed = brief.operations.some(({ name }) => name === placingOperation)
  if (writes && placed) return 'The order stays pending; its saga goes on when the breaker closes'
  if (writes || !attemptsFor(dependency).fits)
    return 'The work stays pending and goes on when the breaker closes'
  return 'Answer with what was last heard or without the part, and say so'
}
