import { type EventData, type EventSpec, versionOf } from '../contract/event.ts'
import type { JobSpec } from '../jobs/job.ts'
import type { SagaSpec } from '../saga/saga.ts'
import { type Change, insertChanges } from './change-log.ts'
import { insertEvents, type NewEvent } from './outbox.ts'
import type { Sql } from './sql.ts'

export interface SagaStart {
  /** Whom it is for; null: nobody in particular. */
  readonly tenant: string | null
  readonly spec: SagaSpec
  readonly id: string
  readonly data: unknown
  readonly traceparent: string | null
}

export interface JobRequest {
  readonly tenant?: string
  readonly spec: JobSpec
  readonly payload: unknown
  readonly traceparent?: string | null
}

/** What effects need of the process to become true. */
export interface EffectSinks {
  /** Answers those that are new; the others were started before. */
  insertSagas(sql: Sql, starts: readonly SagaStart[]): Promise<SagaStart[]>
  insertJobs(sql: Sql, jobs: readonly JobRequest[]): Promise<void>
  /** After the commit: somebody may start on it now. */
  wakeRelay(): void
  changed(changes: readonly Change[]): void
  driveSagas(starts: readonly SagaStart[]): void
  /** Whom the work is for, in a module that works for tenants. */
  readonly tenant?: string
  newId(): string
  traceparent(): string | null
}

/** Collects what a unit of work asks for beside its own tables, and writes it in the same transaction. */
export class Effects {
  readonly #sinks: EffectSinks
  #events: NewEvent[] = []
  #sagas: SagaStart[] = []
  #started: SagaStart[] = []
  #jobs: JobRequest[] = []
  #changedTags = new Set<string>()
  #changes: Change[] = []

  constructor(sinks: EffectSinks) {
    this.#sinks = sinks
  }

  publish<E extends EventSpec>(event: E, data: EventData<E>): void {
    const { newId, traceparent } = this.#sinks
    this.#events.push({
      id: newId(),
      event: event.name,
      version: versionOf(event),
      data,
      traceparent: traceparent(),
      tenant: this.#sinks.tenant ?? null,
    })
  }

  startSaga(spec: SagaSpec, id: string, data: unknown): void {
    const { tenant = null, traceparent } = this.#sinks
    this.#sagas.push({ spec, id, data, tenant, traceparent: traceparent() })
  }

  enqueue(spec: JobSpec, payload: unknown): void {
    const { tenant, traceparent } = this.#sinks
    const request = { spec, payload, traceparent: traceparent() }
    this.#jobs.push(tenant === undefined ? request : { ...request, tenant })
  }

  changed(tags: readonly string[]): void {
    for (const tag of tags) this.#changedTags.add(tag)
  }

  /** Writes everything; call it last in the transaction. */
  async write(sql: Sql): Promise<void> {
    await Promise.all([
      this.#events.length > 0 && insertEvents(sql, this.#events),
      this.#sagas.length > 0 && this.#startSagas(sql),
      this.#jobs.length > 0 && this.#sinks.insertJobs(sql, this.#jobs),
      this.#changedTags.size > 0 && this.#writeChanges(sql),
    ])
  }

  /** Sets off what was written; call it after the commit. */
  committed(): void {
    if (this.#changes.length > 0) this.#sinks.changed(this.#changes)
    if (this.#events.length > 0) this.#sinks.wakeRelay()
    if (this.#started.length > 0) this.#sinks.driveSagas(this.#started)
  }

  async #writeChanges(sql: Sql): Promise<void> {
    const tags = [...this.#changedTags]
    const xid = await insertChanges(sql, tags)
    this.#changes = tags.map((tag) => ({ tag, xid }))
  }

  async #startSagas(sql: Sql): Promise<void> {
    this.#started = await this.#sinks.insertSagas(sql, this.#sagas)
  }
}
