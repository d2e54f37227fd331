import { hostname } from 'node:os'

import {
  Logger,
  type Job as QueuedJob,
  type Runner,
  run,
  runMigrations,
  type Task,
  type TaskList,
} from 'graphile-worker'

import type { Pool } from 'pg'

import { moduleOf } from '../contract/operation.ts'
import { type Address, openPool } from '../data/pool.ts'
import type { Sql } from '../data/sql.ts'
import type { BackgroundContext } from '../module/background.ts'
import type { Linking } from '../telemetry/linking.ts'
import { spanOf } from '../telemetry/span.ts'
import { ageJobs } from './aged-jobs.ts'
import type { Job } from './job.ts'
import { jobLimitMs, sweepOrphanedJobs } from './orphaned-jobs.ts'
import { schedulesOf } from './schedules.ts'

export interface JobRunnerParts {
  readonly jobs: readonly Job[]
  readonly databaseUrl: Address
  readonly sql: Sql
  readonly concurrency: number
  /** What the jobs of a module are given. */
  background(module: string, tenant?: string, signal?: AbortSignal): BackgroundContext
  readonly linking: Linking
  warn(message: string, details: object): void
}

/** Creates or updates the job tables; safe from several processes at once. */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const pgPool = openPool(databaseUrl, { max: 2 })
  try {
    await runMigrations({ pgPool, logger: quiet })
  } finally {
    await pgPool.end()
  }
}

const restartMs = 1_000

/** How long a fetched job may wait for its turn; with the time it may then run, less than makes it an orphan. */
const heldMs = 5_000

/** Runs queued and scheduled jobs in this process until stopped; again after the database was away. */
export async function startJobs(parts: JobRunnerParts): Promise<{ stop(): Promise<void> }> {
  const pgPool = openPool(parts.databaseUrl, { max: parts.concurrency + 2 })
  let runner = await startRunner(parts, pgPool)
  let stopping = false
  const supervise = async () => {
    while (!stopping) {
      await runner.promise.catch((error) => parts.warn('job runner lost its database', { error }))
      if (stopping) return
      await new Promise((resolve) => setTimeout(resolve, restartMs))
      runner = await startRunner(parts, pgPool).catch(() => runner) // not back yet: the next round tries again
    }
  }
  const supervised = supervise()
  const sweeps = [sweepOrphanedJobs(parts.sql), ageJobs(parts.sql)]
  return {
    async stop() {
      stopping = true
      for (const sweep of sweeps) sweep.stop()
      await runner.stop().catch(() => {}) // it had ended by itself
      await supervised
      await pgPool.end()
    },
  }
}

function startRunner(parts: JobRunnerParts, pgPool: Pool): Promise<Runner> {
  return run({
    pgPool,
    concurrency: parts.concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    logger: quiet,
    taskList: Object.fromEntries(parts.jobs.map((job) => [job.spec.name, taskOf(job, parts)])),
    parsedCronItems: schedulesOf(parts.jobs, new Date()),
    preset: {
      worker: {
        gracefulShutdownAbortTimeout: 5_000,
        preparedStatements: true,
        // Asking for jobs one by one cost PostgreSQL 4 ms each under load, more than all else of an order (measured).
        localQueue: { size: 10 * parts.concurrency, ttl: heldMs },
        completeJobBatchDelay: 50,
      },
    },
  })
}

function taskOf(job: Job, { linking, ...parts }: JobRunnerParts): TaskList[string] {
  const kind = spanOf(`process ${job.spec.name}`, 'CONSUMER', {
    'messaging.system': 'graphile_worker',
    'messaging.operation.type': 'process',
    'messaging.destination.name': job.spec.name,
  })
  const run = runnerOf(job, parts)
  return (payload, helpers) => {
    const { _traceparent = null } = Object(payload)
    return linking.carryOn(kind, [_traceparent], async () => run(payload, helpers))
  }
}

function runnerOf(
  job: Job,
  { background, warn }: Pick<JobRunnerParts, 'background' | 'warn'>,
): Task {
  return async (payload, helpers) => {
    try {
      const limit = AbortSignal.timeout(jobLimitMs)
      const signal = helpers.abortSignal ? AbortSignal.any([limit, helpers.abortSignal]) : limit
      const { _tenant: tenant } = Object(payload)
      const context = {
        ...background(moduleOf(job.spec.name), tenant, signal),
        ...(tenant === undefined ? {} : { tenant }),
        signal,
        attempt: helpers.job.attempts,
      }
      await Promise.race([job.run(withoutNotes(payload), context), late(limit)])
    } catch (error) {
      warn('job failed', { job: job.spec.name, ...lastTry(helpers.job), host: hostname(), error })
      throw error // the queue puts it off, doubling
    }
  }
}

function late(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function lastTry({
  attempts,
  max_attempts: most,
}: Pick<QueuedJob, 'attempts' | 'max_attempts'>): object {
  return { attempt: attempts, dead: attempts >= most }
}

/** What the schedule and the tenant's work note beside the payload is not part of it. */
function withoutNotes(payload: unknown): unknown {
  const { _cron, _tenant, _traceparent, ...rest } = Object(payload) as Record<string, unknown>
  return rest
}

const quiet = new Logger(() => () => {})
