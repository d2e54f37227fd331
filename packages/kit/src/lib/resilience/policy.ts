import { setTimeout } from 'node:timers/promises'

import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  handleWhen,
  SamplingBreaker,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel'

import type { PolicyWiring } from '../app/wiring.ts'
import { builtIn, Failure } from '../contract/failure.ts'
import { inSpan } from '../telemetry/call-scope.ts'
import { tellPlaces } from '../telemetry/places.ts'
import { spanOf } from '../telemetry/span.ts'
import { hedge } from './hedge.ts'
import { createRetryBudget, type RetryBudget } from './retry-budget.ts'

/** What stands between us and a dependency that may be slow, failing or gone. */
export interface Policy {
  /**
   * Runs a call to the dependency. Throws UNAVAILABLE when the policy refuses it, DEADLINE_EXCEEDED when its last
   * attempt took too long, and otherwise what `run` threw last.
   */
  execute<Result>(
    run: (signal: AbortSignal) => Promise<Result>,
    options?: ExecuteOptions<Result>,
  ): Promise<Result>
  state(): BreakerState
}

export type BreakerState = 'closed' | 'half-open' | 'open'

export interface ExecuteOptions<Result = unknown> {
  readonly signal?: AbortSignal
  /** Whether the call may be made again after this error; never if absent: only the caller knows if a repeat is harmless. */
  retryable?(error: unknown): boolean
  /** A second attempt joins one that takes longer than this, if the budget of retries allows; only for what may be done twice. */
  readonly hedgeAfterMs?: number
  /** What is answered instead when the dependency does not, or the policy refuses; not for answers that are failures. */
  fallback?(error: unknown): Result | Promise<Result>
}

/** What a policy did, for metrics. */
export type PolicyEvent =
  | 'timed-out'
  | 'retried'
  | 'retry-budget-spent'
  | 'hedged'
  | 'fell-back'
  | 'refused-full'
  | 'refused-open'
  | 'opened'
  | 'half-opened'
  | 'closed'

export interface PolicyOptions {
  /** Which errors count against the dependency; all but failures it gives as a proper answer if absent. */
  readonly isOutage?: (error: unknown) => boolean
  readonly onEvent?: (name: string, event: PolicyEvent) => void
  /** Between 0 and 1; Math.random if absent. */
  readonly random?: () => number
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/**
 * Makes the policy of one dependency: bulkhead( retry( breaker( timeout( call ) ) ) ).
 *
 * The bulkhead is outermost, so that a call keeps one place through all its attempts and never more are under way
 * than it allows. The breaker is inside the retry: it judges every attempt, and when it opens, the attempts that
 * would follow are refused at once. The timeout is innermost: it is the time of one attempt; the whole call is
 * bounded by the caller's signal. A hedge is a second attempt beside the first, each with its own breaker's look and timeout.
 */
export function createPolicy(
  name: string,
  wiring: PolicyWiring,
  options: PolicyOptions = {},
): Policy {
  const report = (event: PolicyEvent) => options.onEvent?.(name, event)
  const kind = spanOf(name, 'CLIENT', { 'peer.service': name })
  const { concurrent, queued } = wiring.bulkhead
  const places = bulkhead(concurrent, queued)
  tellPlaces(name, () => ({
    used: concurrent - places.executionSlots,
    most: concurrent,
    waiting: queued - places.queueSlots,
  }))
  const breaker = breakerFor(wiring.breaker, options.isOutage ?? isOutage, report)
  const attempt = attempter(wiring.timeoutMs, report)
  const budget = createRetryBudget(wiring.retryBudget)
  const retry = retrier(wiring, { ...options, budget }, report)
  const once = <Result>(run: Run<Result>, { signal, hedgeAfterMs }: ExecuteOptions<Result>) => {
    const traced = (until?: AbortSignal) => inSpan(kind, () => attempt(run, until))
    const guarded = (until?: AbortSignal) => breaker.execute(() => traced(until))
    if (hedgeAfterMs === undefined) return guarded(signal)
    const { sleep = sleepUnlessAborted } = options
    return hedge(guarded, { afterMs: hedgeAfterMs, signal, sleep, mayRepeat })
  }
  const mayRepeat = () => {
    const may = budget.take()
    report(may ? 'hedged' : 'retry-budget-spent')
    return may
  }
  const outage = options.isOutage ?? isOutage
  return {
    state: () => stateNames[breaker.state],
    async execute(run, asked = {}) {
      const { signal, retryable = () => false, fallback } = asked
      try {
        return await places.execute(
          () => retry(() => once(run, asked), { signal, retryable }),
          signal,
        )
      } catch (error) {
        if (signal?.aborted) throw signal.reason
        const refusal = refusalOf(error, wiring, report)
        if (!fallback || !outage(refusal)) throw refusal
        report('fell-back')
        return await fallback(refusal)
      }
    },
  }
}

const stateNames: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
}

/** A failure that is an answer (not found, declined, conflict) speaks for the dependency, not against it. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Failure)) return true
  return error.kind === 'unavailable' || error.kind === 'timeout' || error.kind === 'internal'
}

type Report = (event: PolicyEvent) => void
type Run<Result> = (signal: AbortSignal) => Promise<Result>

function breakerFor(
  { failureRate, windowSeconds, minimumPerSecond, openSeconds }: PolicyWiring['breaker'],
  counts: (error: unknown) => boolean,
  report: Report,
) {
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof CallerLeft) && counts(error)),
    {
      halfOpenAfter: openSeconds * 1_000,
      breaker: new SamplingBreaker({
        threshold: failureRate,
        duration: windowSeconds * 1_000,
        minimumRps: minimumPerSecond,
      }),
    },
  )
  breaker.onBreak(() => report('opened'))
  breaker.onHalfOpen(() => report('half-opened'))
  breaker.onReset(() => report('closed'))
  return breaker
}

/** The caller gave up; says nothing about the dependency. */
class CallerLeft extends Error {}

/**
 * One attempt with its timeout. The signal goes down to the call, which should stop; the answer does not wait for
 * it to do so, because a driver that ignores signals would keep us waiting for ever.
 */
function attempter(timeoutMs: number, report: Report) {
  const timer = timeout(timeoutMs, {
    strategy: TimeoutStrategy.Aggressive,
    abortOnReturn: false, // an answer may still be read as a stream
  })
  return async <Result>(
    run: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> => {
    let own: AbortSignal | undefined
    try {
      return await timer.execute((_, derived) => {
        own = derived
        return run(derived)
      }, signal)
    } catch (error) {
      if (signal?.aborted) throw new CallerLeft()
      if (!own?.aborted) throw error
      report('timed-out')
      throw builtIn('DEADLINE_EXCEEDED', { retryAfterSeconds: 1 })
    }
  }
}

interface RetryOptions {
  readonly signal: AbortSignal | undefined
  readonly retryable: (error: unknown) => boolean
}

// Not cockatiel's retry: that one cannot be left while it backs off, and knows no budget.
function retrier(
  { attempts, backoffMs }: PolicyWiring,
  { budget, ...options }: PolicyOptions & { readonly budget: RetryBudget },
  report: Report,
) {
  const { random = Math.random, sleep = sleepUnlessAborted } = options
  return async <Result>(
    attempt: () => Promise<Result>,
    { signal, retryable }: RetryOptions,
  ): Promise<Result> => {
    budget.deposit()
    for (let made = 1; ; made++) {
      try {
        return await attempt()
      } catch (error) {
        const final = error instanceof BrokenCircuitError || error instanceof CallerLeft
        if (made >= attempts || final || !retryable(error)) throw error
        if (!budget.take()) {
          report('retry-budget-spent')
          throw error
        }
        report('retried')
        // Full jitter: callers that failed together do not come back together.
        await sleep(random() * backoffMs * 2 ** (made - 1), signal)
      }
    }
  }
}

async function sleepUnlessAborted(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, signal ? { signal } : {})
}

function refusalOf(error: unknown, { breaker }: PolicyWiring, report: Report): unknown {
  if (error instanceof BulkheadRejectedError || error instanceof TaskCancelledError) {
    report('refused-full')
    return builtIn('UNAVAILABLE', { retryAfterSeconds: 1 })
  }
  if (error instanceof BrokenCircuitError) {
    report('refused-open')
    return builtIn('UNAVAILABLE', { retryAfterSeconds: breaker.openSeconds })
  }
  return error
}
