import { performance } from 'node:perf_hooks'

import { outboxState } from '../data/outbox.ts'
import { jobState } from '../jobs/dead-jobs.ts'
import { projectionState } from '../projection/projection-store.ts'
import type { Admission } from '../protection/admission.ts'
import { openSagas } from '../saga/saga-store.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { placesOf } from '../telemetry/places.ts'
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
  addConnectionGauges(metrics, database)
  addPlaceGauges(metrics)
  addWorkGauges(metrics, database)
  let before = performance.eventLoopUtilization()
  metrics.gauge({
    name: 'nodejs_eventloop_utilization',
    help: 'Share of the time since the last look in which the event loop was busy, 0 to 1.',
    read() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      return utilization
    },
  })
}

/** Named as OpenTelemetry names what database clients use. */
function addConnectionGauges(metrics: Metrics, database: Core['database']): void {
  metrics.gauge({
    name: 'db_client_connection_count',
    help: 'Connections of the pool, by state.',
    label: 'state',
    read() {
      const { total, idle } = database.stats()
      return { idle, used: total - idle }
    },
  })
  metrics.gauge({
    name: 'db_client_connection_max',
    help: 'Most connections that the pool may have.',
    read: () => database.stats().most,
  })
  metrics.gauge({
    name: 'db_client_connection_pending_requests',
    help: 'Callers that wait for a connection.',
    read: () => database.stats().waiting,
  })
}

/** What only so many may do at a time: hash passwords, call an outside system. */
function addPlaceGauges(metrics: Metrics): void {
  metrics.gauge({
    name: 'places_used',
    help: 'Places that are taken, of what only so many may do at a time.',
    label: 'of',
    read: () => placesOf(({ used }) => used),
  })
  metrics.gauge({
    name: 'places_max',
    help: 'Places that there are.',
    label: 'of',
    read: () => placesOf(({ most }) => most),
  })
  metrics.gauge({
    name: 'places_waiting',
    help: 'Who waits for a place.',
    label: 'of',
    read: () => placesOf(({ waiting }) => waiting),
  })
}

/** How much background work waits, since when, and what was given up. */
function addWorkGauges(metrics: Metrics, database: Core['database']): void {
  let seen = { waiting: {}, oldestSeconds: {}, dead: {} }
  const look = async () => {
    const { sql } = database
    const [outbox, sagas, jobs, models] = await Promise.all([
      outboxState(sql),
      openSagas(sql),
      jobState(sql),
      projectionState(sql),
    ])
    seen = {
      waiting: {
        outbox: outbox.waiting,
        sagas: sagas.open,
        jobs: jobs.waiting,
        read_models: models.building,
      },
      oldestSeconds: {
        outbox: outbox.oldestSeconds,
        sagas: sagas.oldestSeconds,
        jobs: jobs.oldestSeconds,
        read_models: models.oldestSeconds,
      },
      dead: { outbox: outbox.dead, sagas: sagas.stuck, jobs: jobs.dead },
    }
  }
  metrics.gauge({
    name: 'background_waiting',
    help: 'Events, sagas, jobs and read models being built that wait or are under way, as of the look before.',
    label: 'of',
    read() {
      look().catch(() => {}) // the database is away, which /ready tells
      return seen.waiting
    },
  })
  metrics.gauge({
    name: 'background_oldest_seconds',
    help: 'Age of the oldest that waits, as of the look before.',
    label: 'of',
    read: () => seen.oldestSeconds,
  })
  metrics.gauge({
    name: 'background_dead',
    help: 'What was tried for the last time or is stuck, as of the look before.',
    label: 'of',
    read: () => seen.dead,
  })
}
