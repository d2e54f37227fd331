import { outboxState } from '../data/outbox.ts'
import { jobState } from '../jobs/dead-jobs.ts'
import { projectionState } from '../projection/projection-store.ts'
import type { Admission } from '../protection/admission.ts'
import { openSagas } from '../saga/saga-store.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Core } from './core.ts'

/** What a process uses and has waiting, read when somebody looks. */
export function addGauges(
  metrics: Metrics,
  { database, cacheStats, followers }: Core,
  admission: Admission,
): void {
  metrics.gauge({
    name: 'admission_calls',
    help: 'Calls from outside that are under way.',
    read: () => admission.inFlight(),
  })
  metrics.gauge({
    name: 'feed_followers',
    help: 'Who follows subscriptions at this process now.',
    label: 'state',
    read: () => ({ following: followers() }),
  })
  metrics.gauge({
    name: 'cache_memory',
    help: 'Answers in the memory of this process, and their bytes as JSON.',
    label: 'of',
    read: () => ({ ...cacheStats() }),
  })
  metrics.gauge({
    name: 'database_pool_connections',
    help: 'Connections of the pool, by state.',
    label: 'state',
    read: () => ({ ...database.stats() }),
  })
  addLagGauge(metrics, database)
}

/** How far background work is behind. */
function addLagGauge(metrics: Metrics, database: Core['database']): void {
  const lag = {
    outbox_waiting: 0,
    outbox_dead: 0,
    outbox_oldest_seconds: 0,
    sagas_open: 0,
    saga_oldest_seconds: 0,
    sagas_stuck: 0,
    read_model_oldest_seconds: 0,
    read_models_building: 0,
    jobs_waiting: 0,
    jobs_dead: 0,
    job_oldest_seconds: 0,
  }
  const look = async () => {
    const { sql } = database
    const [outbox, sagas, jobs, models] = await Promise.all([
      outboxState(sql),
      openSagas(sql),
      jobState(sql),
      projectionState(sql),
    ])
    lag.outbox_waiting = outbox.waiting
    lag.outbox_dead = outbox.dead
    lag.outbox_oldest_seconds = outbox.oldestSeconds
    lag.sagas_open = sagas.open
    lag.saga_oldest_seconds = sagas.oldestSeconds
    lag.sagas_stuck = sagas.stuck
    lag.read_model_oldest_seconds = models.oldestSeconds
    lag.read_models_building = models.building
    lag.jobs_waiting = jobs.waiting
    lag.jobs_dead = jobs.dead
    lag.job_oldest_seconds = jobs.oldestSeconds
  }
  metrics.gauge({
    name: 'background_lag',
    help: 'What waits in the outbox, in sagas, in jobs and for read models, as of the look before: how many, and the age of the oldest in seconds.',
    label: 'of',
    read: () => {
      look().catch(() => {}) // the database is away, which /ready tells
      return lag
    },
  })
}
