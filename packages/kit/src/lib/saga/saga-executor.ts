import { Failure, isRefusal } from '../contract/failure.ts'
import { moduleOf, type Operation } from '../contract/operation.ts'
import type { Database } from '../data/database.ts'
import type { SagaStart } from '../data/effects.ts'
import type { Sql } from '../data/sql.ts'
import { Gatherer, gatherPauseMs, type Outcome } from '../dispatch/gatherer.ts'
import type { Linking } from '../telemetry/linking.ts'
import { spanOf } from '../telemetry/span.ts'
import { callsOf, type SagaCall, type SagaFailure, type SagaSpec, type SagaStep } from './saga.ts'
import {
  claimSagas,
  insertSagas,
  keyOf,
  postponeSaga,
  type SagaEnd,
  type SagaRow,
  type SagaState,
  sagaState,
  saveSagas,
} from './saga-store.ts'

export interface SagaExecutorParts {
  readonly specs: readonly SagaSpec[]
  readonly database: Database
  readonly linking: Linking
  /** Calls an operation as the module `from`, with the step's key. */
  call(
    operation: Operation,
    input: unknown,
    options: { from: string; key: string; tenant: string | null },
  ): Promise<unknown>
  /** Told about sagas that keep failing; never stops them. */
  warn(message: string, details: object): void
}

/** Tries of a step before the pivot when it is unknown whether it happened, and of one past it that is refused. */
const forwardAttempts = 6
const pollMs = 500
const claimMost = 200

/**
 * Drives sagas.
 *
 *     running ──all steps──▶ done
 *        │ a step is refused, or unknown too often, before the pivot
 *        ▼
 *     compensating ──all undone──▶ failed        running past the pivot ──refused again and again──▶ stuck
 *
 * The intent is on record before anything happens: of the steps that can be undone by the row that starts the saga,
 * of the pivot by a write before it. When a process dies, another one repeats the steps since the last record; they
 * are repeatable. Past the pivot there is no turning back: the step is tried until it succeeds; one that is refused
 * for good leaves the saga stuck, with why, for staff to see to.
 */
export class SagaExecutor {
  readonly #parts: SagaExecutorParts
  readonly #specs: Map<string, SagaSpec>
  readonly #saver: Gatherer<SagaRow>
  readonly #lazySaver: Gatherer<SagaRow>
  /** What this process drives, by name/id. */
  readonly #driving = new Map<string, Promise<void>>()
  readonly #waiters = new Map<string, Set<(state: SagaEnd) => void>>()
  #poll: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #stopping = false

  constructor(parts: SagaExecutorParts) {
    this.#parts = parts
    this.#specs = new Map(parts.specs.map((spec) => [spec.name, spec]))
    const sizes = { most: 128, concurrent: 1, pauseMs: gatherPauseMs }
    const { sql, lazySql } = parts.database
    this.#saver = new Gatherer(sizes, (rows) => saveMany(sql, rows))
    this.#lazySaver = new Gatherer(sizes, (rows) => saveMany(lazySql, rows))
  }

  /** Writes sagas down; answers those that were not there before. */
  async insert(sql: Sql, starts: readonly SagaStart[]): Promise<SagaStart[]> {
    const rows = starts.map(({ spec, ...start }) => ({ ...start, name: spec.name }))
    const fresh = await insertSagas(sql, rows)
    return starts.filter(({ spec, id }) => fresh.has(keyOf({ id, name: spec.name })))
  }

  /** Drives sagas that this process has just committed; it holds their first lease. */
  driveNew(starts: readonly SagaStart[]): void {
    for (const { spec, id, data, tenant, traceparent } of starts) {
      this.#drive({
        id,
        name: spec.name,
        data,
        tenant,
        traceparent,
        state: 'running',
        step: 0,
        attempts: 0,
        failure: null,
        fence: 1,
      })
    }
  }

  /** Looks for sagas that nobody drives, now and every half second. */
  start(): void {
    this.#looking = this.#look().finally(() => {
      if (!this.#stopping) this.#poll = setTimeout(() => this.start(), pollMs)
    })
  }

  async #look(): Promise<void> {
    try {
      const names = [...this.#specs.keys()]
      for (const row of await claimSagas(this.#parts.database.sql, names, claimMost))
        this.#drive(row)
    } catch {
      // the database is away; the next look tries again
    }
  }

  /** Stops between steps; what is under way is finished by another process or the next start. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#poll)
    await this.#looking
    await Promise.allSettled(this.#driving.values())
  }

  /** Waits for the end of a saga that any process drives. */
  async end(id: string, withinMs: number): Promise<SagaEnd | 'running'> {
    const deadlineAt = performance.now() + withinMs
    for (;;) {
      // What is driven here cannot end elsewhere: nothing to look up, however many wait.
      const state = this.#drives(id) ? 'running' : await sagaState(this.#parts.database.sql, id)
      if (state && hasEnded(state)) return state
      const leftMs = deadlineAt - performance.now()
      if (leftMs <= 0) return 'running'
      const seen = await this.#endHere(id, Math.min(pollMs, leftMs))
      if (seen) return seen
    }
  }

  #drives(id: string): boolean {
    return this.#parts.specs.some(({ name }) => this.#driving.has(keyOf({ id, name })))
  }

  /** Resolves when this process sees the end; undefined when the time is up. */
  #endHere(id: string, withinMs: number): Promise<SagaEnd | undefined> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(id) ?? new Set()
      this.#waiters.set(id, waiters)
      const finish = (state?: SagaEnd) => {
        clearTimeout(timer)
        waiters.delete(finish)
        if (waiters.size === 0) this.#waiters.delete(id)
        resolve(state)
      }
      const timer = setTimeout(finish, Math.max(0, withinMs))
      waiters.add(finish)
    })
  }

  #drive(row: SagaRow): void {
    const spec = this.#specs.get(row.name)
    if (!spec) throw new TypeError(`no module of this process has the saga ${row.name}`)
    const { linking } = this.#parts
    const kind = spanOf(`saga ${row.name}`, 'CONSUMER')
    const run = linking
      .carryOn(kind, [row.traceparent], () => this.#steps(spec, row))
      .catch((error) => this.#parts.warn('saga interrupted', { saga: row.name, id: row.id, error }))
      .finally(() => this.#driving.delete(keyOf(row)))
    this.#driving.set(keyOf(row), run)
  }

  async #steps(spec: SagaSpec, row: SagaRow): Promise<void> {
    while (!this.#stopping) {
      const next =
        row.state === 'running' ? await this.#forward(spec, row) : await this.#backward(spec, row)
      if (next === 'later') return this.#postpone(row)
      // All is done, whatever becomes of the note: nobody need wait for that.
      if (row.state === 'done') this.#ended(row.id, 'done')
      if (!mustSave(spec, row)) continue
      const saver = mustLast(spec, row) ? this.#saver : this.#lazySaver
      const outcome = await saver.add(row)
      if (!outcome.ok) throw outcome.error
      if (!outcome.output) return // another process holds it now
      if (hasEnded(row.state)) return this.#ended(row.id, row.state)
    }
  }

  async #forward(spec: SagaSpec, row: SagaRow): Promise<'saved' | 'later'> {
    const step = spec.steps[row.step]
    if (!step) throw new TypeError(`${spec.name} has no step ${row.step}`)
    try {
      await this.#callAll(row, step)
    } catch (error) {
      return this.#stumble(spec, row, error)
    }
    row.step += 1
    row.attempts = 0
    if (row.step === spec.steps.length) row.state = 'done'
    return 'saved'
  }

  /** A step did not succeed: try again, or turn back if that is still allowed. */
  #stumble(spec: SagaSpec, row: SagaRow, error: unknown): 'saved' | 'later' {
    const pivot = pivotOf(spec)
    const pastPivot = pivot >= 0 && row.step > pivot
    const refused = isRefusal(error)
    row.attempts += 1
    if (pastPivot && refused && row.attempts >= forwardAttempts) {
      row.state = 'stuck'
      row.failure = failureOf(spec.steps[row.step]?.name ?? '', error)
      this.#parts.warn('saga stuck', { saga: row.name, id: row.id, ...row.failure })
      return 'saved'
    }
    if (pastPivot || (!refused && row.attempts < forwardAttempts)) return 'later'
    // The pivot itself may have happened when its outcome is unknown: only a refusal turns back there.
    if (row.step === pivot && !refused) return 'later'
    row.state = 'compensating'
    row.failure = failureOf(spec.steps[row.step]?.name ?? '', error)
    row.attempts = 0
    // Taken over after a crash that may have forgotten steps: all that could have happened is undone.
    if (row.fence > 1 && row.step < pivot) row.step = pivot - 1
    return 'saved'
  }

  /** Undoes the step the row stands at (its own undo is harmless if it never happened), then goes one back. */
  async #backward(spec: SagaSpec, row: SagaRow): Promise<'saved' | 'later'> {
    const step = spec.steps[row.step]
    try {
      if (step?.undo) await this.#call(row, step.undo, `${step.name}:undo`)
      if (row.step === 0 && spec.failed) await this.#call(row, spec.failed, 'failed')
    } catch {
      row.attempts += 1
      return 'later' // an undo is tried until it succeeds
    }
    row.attempts = 0
    if (row.step === 0) row.state = 'failed'
    else row.step -= 1
    return 'saved'
  }

  /** Waits for all of a step's calls, whatever becomes of one, before it says how the step went. */
  async #callAll(row: SagaRow, step: SagaStep): Promise<void> {
    const ends = await Promise.allSettled(
      callsOf(step).map((call) => this.#call(row, call, `${step.name}:${call.operation.name}`)),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  #call(row: SagaRow, { operation, input }: SagaCall<never>, step: string): Promise<unknown> {
    const given = input(row.data as never, row.failure ?? undefined) // the row's data was typed at startSaga
    return this.#parts.call(operation, given, {
      from: moduleOf(row.name),
      key: `${row.name}:${row.id}:${step}`,
      tenant: row.tenant,
    })
  }

  async #postpone(row: SagaRow): Promise<void> {
    if (row.attempts >= forwardAttempts) {
      this.#parts.warn('saga keeps failing', {
        saga: row.name,
        id: row.id,
        step: row.step,
        attempts: row.attempts,
      })
    }
    const longest = Math.min(60, 0.25 * 2 ** Math.min(row.attempts, 10))
    await postponeSaga(this.#parts.database.sql, row, longest * (0.5 + Math.random() / 2))
  }

  #ended(id: string, state: SagaEnd): void {
    for (const finish of [...(this.#waiters.get(id) ?? [])]) finish(state)
  }
}

function hasEnded(state: SagaState): state is SagaEnd {
  return state !== 'running' && state !== 'compensating'
}

async function saveMany(sql: Sql, rows: SagaRow[]): Promise<Outcome[]> {
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)) // one order for all: no deadlocks
  const saved = await saveSagas(sql, sorted)
  return rows.map((row) => ({ ok: true, output: saved.has(keyOf(row)) }))
}

function pivotOf(spec: SagaSpec): number {
  return spec.steps.findIndex((step) => step.pivot)
}

/**
 * Which progress is written. The row that starts a saga is the intent of all its steps before the pivot: they are
 * repeatable, and all are undone when it turns back. The intent of the pivot is a write of its own, and so is the end.
 * Without a pivot every step is written.
 */
function mustSave(spec: SagaSpec, row: SagaRow): boolean {
  return row.state !== 'running' || mustLast(spec, row)
}

/** What must be on disk before going on: that the pivot is about to happen, for from then on nothing is undone. */
function mustLast(spec: SagaSpec, row: SagaRow): boolean {
  const pivot = pivotOf(spec)
  return pivot < 0 || (row.state === 'running' && row.step === pivot)
}

function failureOf(step: string, error: unknown): SagaFailure {
  if (error instanceof Failure)
    return { step, code: error.code, ...(error.data === undefined ? {} : { data: error.data }) }
  return { step, code: 'INTERNAL' }
}
