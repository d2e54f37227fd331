import type { Dependency, ResiliencePolicy } from '@archwright/model'
import { inFlight } from '../arithmetic/little.ts'
import { breakerWindow } from '../arithmetic/resilience.ts'
import { placingOperation, providerSteps } from '../placing-saga.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'

/** What the policy of one dependency is computed from. */
export interface DependencyLoad {
  callsPerSecond: number
  meanMs: number
}

/** How often a dependency is called at the peak, and how long it takes. */
export function dependencyLoad(
  { loads }: Situation,
  { name, latencyMs = 0 }: Dependency,
): DependencyLoad {
  const calling = loads.filter(({ operation }) => operation.calls.includes(name))
  const callsPerSecond = calling.reduce(
    (sum, { operation, peakPerSecond }) =>
      sum + peakPerSecond * (operation.name === placingOperation ? providerSteps : 1),
    0,
  )
  return { callsPerSecond, meanMs: latencyMs }
}

/** Numbers of timeout, retry, breaker and bulkhead for one dependency. */
export function policyOf(
  situation: Situation,
  dependency: Dependency,
  decision: string,
): ResiliencePolicy {
  const { callsPerSecond, meanMs } = dependencyLoad(situation, dependency)
  const retried = dependency.idempotent ?? true
  const slots = bulkheadOf(callsPerSecond, timeoutOf(meanMs))
  return {
    dependency: dependency.name,
    timeoutMs: timeoutOf(meanMs),
    attempts: retried ? figure('retry.attempts') : 1,
    backoffMs: Math.max(50, meanMs),
    retryBudget: figure('retry.budget'),
    breaker: {
      failureRate: figure('breaker.failures'),
      windowSeconds: windowOf(callsPerSecond),
      minimumPerSecond: minimumPerSecond(callsPerSecond),
      openSeconds: openSeconds,
    },
    bulkhead: { concurrent: slots, queued: slots },
    fallback: callsOnPath(situation, dependency)
      ? 'The work stays pending; the saga goes on when the breaker closes'
      : 'Answer without the part that is missing, and say so',
    decision,
  }
}

/** Seconds a breaker stays open: long enough to spare the dependency, short enough for a recovery budget in minutes. */
export const openSeconds = 10
/** A breaker that looks back further than this reacts too late to save anybody. */
const longestWindow = 30
const detectionSeconds = 10

/** p99.9 of an exponential latency with the stated mean, and never under a second: a timeout leaves the outcome unknown. */
export function timeoutOf(meanMs: number): number {
  return Math.max(
    1000,
    Math.ceil((meanMs * Math.log(1 / (1 - figure('timeout.percentile')))) / 100) * 100,
  )
}

export function windowOf(callsPerSecond: number): number {
  if (callsPerSecond === 0) return longestWindow
  return Math.min(
    longestWindow,
    Math.max(detectionSeconds, breakerWindow(figure('breaker.calls'), callsPerSecond)),
  )
}

/** A third of the peak, but at least one call in ten seconds, has to have been seen. */
function minimumPerSecond(callsPerSecond: number): number {
  return Number(Math.max(0.1, callsPerSecond / 3).toPrecision(2))
}

/** Little's law at the timeout, the longest a call may hold a slot, with a floor of four. */
export function bulkheadOf(callsPerSecond: number, timeoutMs: number): number {
  return Math.max(4, Math.ceil(inFlight(callsPerSecond, timeoutMs / 1000)))
}

const callsOnPath = ({ brief }: Situation, { name }: Dependency) =>
  brief.operations.some(({ calls, writes }) => calls.includes(name) && writes.length > 0)
