import type { CacheOutcome } from '../cache/answer-cache.ts'
import { watchDependencies } from '../resilience/watch-dependencies.ts'
import { currentSpan } from '../telemetry/call-scope.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createTracing } from '../telemetry/tracing.ts'
import { type Blocked, watchBlocked } from '../telemetry/watch-blocked.ts'
import type { Settings } from './settings.ts'
import type { Wiring } from './wiring.ts'

export type Telemetry = Awaited<ReturnType<typeof startTelemetry>>

/** Traces that a process in development keeps, to be looked at on its page. */
const recentTraces = 200

/** What a process tells of itself: log, metrics, traces. */
export async function startTelemetry(settings: Settings, wiring: Wiring) {
  const service = [wiring.system, settings.process].filter(Boolean).join('-')
  const metrics = createMetrics()
  const dependencies = watchDependencies(metrics)
  const sensitive = new Set<string>() // known as soon as there are modules
  const { sampleRatio, slowMs = {}, blockedMs } = wiring.telemetry
  const logger = createLogger({ service, level: settings.logLevel, sensitive })
  const tell = (blocked: Blocked) => logger.warn(blocked, 'the event loop was held up')
  const stopWatching = blockedMs === undefined ? undefined : watchBlocked(blockedMs, tell)
  const tracing = await createTracing({
    service,
    sampleRatio,
    ...(settings.traceEndpoint ? { endpoint: settings.traceEndpoint } : {}),
    ...(settings.production ? {} : { recent: recentTraces }),
  })
  return {
    logger,
    sensitive,
    metrics,
    slowMs,
    onDependency: dependencies.hear,
    breakers: dependencies.breakers,
    tracing,
    async close() {
      await stopWatching?.()
      await tracing.shutdown()
    },
  }
}

/** What the answers that are kept tell of themselves, and their Redis. */
export function cachingOf({ metrics, onDependency }: Telemetry, { redisUrl }: Settings) {
  const count = metrics.counter({
    name: 'cache_answers_total',
    help: 'Calls of queries whose answers are kept, by where the answer came from.',
    labels: ['operation', 'outcome'],
  })
  return {
    ...(redisUrl === undefined ? {} : { redisUrl }),
    onDependency,
    count(operation: string, outcome: CacheOutcome) {
      count(operation, outcome)
      currentSpan()?.note('cache.outcome', outcome)
    },
  }
}
