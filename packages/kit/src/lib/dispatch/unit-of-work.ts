import { type Act, appendAudit, isAudited } from '../access/audit.ts'
import { worksFor } from '../access/tenants.ts'
import { builtIn, Failure } from '../contract/failure.ts'
import type { Operation } from '../contract/operation.ts'
import { tagOf } from '../data/change-log.ts'
import type { Cursors } from '../data/cursor.ts'
import { againOnConflict, type Database, type Transaction } from '../data/database.ts'
import { type EffectSinks, Effects } from '../data/effects.ts'
import {
  claimKeys,
  idOf,
  type KeptAnswer,
  type KeyedCall,
  keepAnswers,
  keptAnswers,
  releaseKeys,
} from '../data/idempotency.ts'
import type { Sql } from '../data/sql.ts'
import type { Member, WorkContext } from '../module/handle.ts'
import type { Linking } from '../telemetry/linking.ts'
import type { Span } from '../telemetry/span.ts'
import type { Entry } from './entry.ts'
import type { Outcome } from './gatherer.ts'
import type { Principal } from './principal.ts'

/** A caller that is ready to run: validated, allowed, prepared. */
export interface Runnable extends Member<Operation, unknown> {
  readonly keyed: KeyedCall | undefined
  readonly signal: AbortSignal
  /** Called from this process, on this database: the caller's own records are no safer than ours. */
  readonly near: boolean
  /** Where a query reads; the primary if absent. */
  readonly reads?: Sql | undefined
  /** Of its call, where that is traced. */
  readonly span?: Span | undefined
}

export interface WorkServices extends EffectSinks {
  readonly database: Database
  readonly cursors: Cursors
  readonly linking: Linking
  now(): Date
}

/** What a replayed answer is marked with, beside its output. */
export interface Ran {
  readonly output: unknown
  readonly replayed: boolean
}

/**
 * Runs an entry for one or more callers: queries on plain connections; commands in one transaction
 * that holds the keys, the effects, the outgoing events and the answers, or none of them.
 */
export async function runUnit(
  entry: Entry,
  callers: Runnable[],
  given: WorkServices,
): Promise<Outcome[]> {
  const services = entry.tenantScoped ? worksFor(given, callers[0]?.principal.tenant) : given
  if (entry.operation.kind === 'query') {
    const [first] = callers
    const replica = callers.every(({ reads }) => reads) ? first?.reads : undefined
    const sql = replica ?? services.database.sql
    const context = workContext(entry, services, { sql, effects: undefined }, callers)
    return (await answer(entry, callers, context)).map(asRan)
  }
  const lazy = entry.operation.lazyCommit === true && callers.every(({ near }) => near)
  if (entry.stages.oneStatement && !entry.audited)
    return runStatement(entry, callers, { services, lazy })
  let effects = new Effects(services)
  const firsts = firstOfEachKey(callers)
  const work: Transaction<Map<Runnable, Outcome>> = async (sql, beforeCommit) => {
    effects = new Effects(services) // what a try asked for that lost a conflict is forgotten with it
    const kept = await replays(sql, firsts)
    const fresh = firsts.filter((caller) => !kept.has(caller))
    const answers =
      fresh.length > 0 ? await runFresh(entry, fresh, { services, sql, effects, beforeCommit }) : []
    fresh.forEach((caller, index) => {
      kept.set(caller, asRan(answers[index]))
    })
    return kept
  }
  const { isolation } = entry.operation
  const outcomes = await services.database.transaction(work, { lazy, isolation })
  effects.committed()
  return callers.map((caller) => outcomes.get(caller) ?? twinOf(caller, outcomes))
}

/** One statement is a transaction of its own: nothing has to travel before or after it. */
function runStatement(
  entry: Entry,
  callers: Runnable[],
  { services, lazy }: { services: WorkServices; lazy: boolean },
): Promise<Outcome[]> {
  return againOnConflict(async () => {
    const sql = once(entry.operation.name, lazy ? services.database.lazySql : services.database.sql)
    const parts = { sql, effects: undefined }
    const context = workContext(entry, services, parts, callers)
    return (await answer(entry, callers, context)).map(asRan)
  })
}

function once(operation: string, sql: Sql): Sql {
  let made = false
  return (text, ...values) => {
    if (made) throw new TypeError(`${operation} makes more than the one statement it promised`)
    made = true
    return sql(text, ...values)
  }
}

/** Without those that repeat a key of the same batch: they are answered with its outcome. */
function firstOfEachKey(callers: Runnable[]): Runnable[] {
  const seen = new Set<string>()
  return callers.filter(({ keyed }) => {
    if (!keyed) return true
    const id = idOf(keyed)
    return seen.has(id) ? false : seen.add(id)
  })
}

function twinOf({ keyed }: Runnable, outcomes: Map<Runnable, Outcome>): Outcome {
  for (const [first, outcome] of outcomes) {
    if (!keyed || !first.keyed || idOf(first.keyed) !== idOf(keyed)) continue
    if (!outcome.ok) return outcome
    return replayOf(keyed, { ...first.keyed, output: (outcome.output as Ran).output }) // made by asRan or replayOf
  }
  throw new TypeError('a caller without an outcome')
}

interface Work {
  readonly services: WorkServices
  readonly sql: Sql
  readonly effects: Effects
  beforeCommit(write: () => Promise<unknown>): void
}

async function runFresh(entry: Entry, fresh: Runnable[], work: Work): Promise<unknown[]> {
  const context = workContext(entry, work.services, work, fresh)
  const answers = await answer(entry, fresh, context)
  const failed: KeyedCall[] = []
  const done: KeptAnswer[] = []
  fresh.forEach(({ keyed }, index) => {
    if (!keyed) return
    if (answers[index] instanceof Failure) failed.push(keyed)
    else done.push({ ...keyed, output: answers[index] })
  })
  work.beforeCommit(() =>
    Promise.all([
      work.effects.write(work.sql),
      done.length > 0 && keepAnswers(work.sql, done),
      failed.length > 0 && releaseKeys(work.sql, failed),
      entry.audited && appendAudit(work.sql, actsOf(entry, fresh, answers), work.services),
    ]),
  )
  return answers
}

/** What is done by those who are written down; what is refused is noted where the path ends. */
function actsOf({ operation, audited }: Entry, callers: Runnable[], answers: unknown[]): Act[] {
  return callers.flatMap(({ principal, input }, index) => {
    const output = answers[index]
    if (output instanceof Failure || !isAudited(audited, principal)) return []
    return [{ operation, principal, input, output }]
  })
}

/** One answer per caller. A failure that `run` throws rolls everything back, so it may not share its transaction. */
async function answer(entry: Entry, callers: Runnable[], context: WorkContext): Promise<unknown[]> {
  const { run, runMany } = entry.stages
  if (runMany) {
    const answers = await runMany(callers, context)
    if (answers.length !== callers.length) {
      throw new TypeError(
        `${entry.operation.name} answered ${answers.length} of ${callers.length} callers`,
      )
    }
    return answers
  }
  const [caller] = callers
  if (!run || !caller || callers.length > 1)
    throw new TypeError(`${entry.operation.name} cannot run for many`)
  return [await run(caller.input, context, caller.prepared)]
}

/** Claims the callers' keys and finds what earlier calls with the same keys were answered. */
async function replays(sql: Sql, callers: Runnable[]): Promise<Map<Runnable, Outcome>> {
  const kept = new Map<Runnable, Outcome>()
  const keyed = callers.flatMap((caller) => (caller.keyed ? [caller.keyed] : []))
  if (keyed.length === 0) return kept
  const claimed = await claimKeys(sql, keyed)
  const old = keyed.filter((call) => !claimed.has(idOf(call)))
  if (old.length === 0) return kept
  const answers = await keptAnswers(sql, old)
  for (const caller of callers) {
    if (!caller.keyed || claimed.has(idOf(caller.keyed))) continue
    kept.set(caller, replayOf(caller.keyed, answers.get(idOf(caller.keyed))))
  }
  return kept
}

/** The kept answer as an outcome; a key must not serve two inputs. */
export function replayOf(keyed: KeyedCall, kept: KeptAnswer | undefined): Outcome {
  // Its first call has just failed and freed the key: the caller's retry will run.
  if (!kept) return { ok: false, error: builtIn('UNAVAILABLE', { retryAfterSeconds: 1 }) }
  if (kept.fingerprint !== keyed.fingerprint)
    return { ok: false, error: builtIn('IDEMPOTENCY_KEY_REUSED') }
  return { ok: true, output: { output: kept.output, replayed: true } satisfies Ran }
}

function asRan(output: unknown): Outcome {
  if (output instanceof Failure) return { ok: false, error: output }
  return { ok: true, output: { output, replayed: false } satisfies Ran }
}

function workContext(
  entry: Entry,
  services: WorkServices,
  { sql, effects }: { sql: Sql; effects: Effects | undefined },
  callers: Runnable[],
): WorkContext {
  const [first] = callers
  return {
    principal: first?.principal ?? nobody,
    signal: first?.signal ?? AbortSignal.abort(),
    fail: entry.fail,
    sql,
    now: services.now,
    newId: services.newId,
    cursors: services.cursors,
    publish: (event, data) => writable(entry, effects).publish(event, data),
    startSaga: (saga, id, data) => writable(entry, effects).startSaga(saga, id, data),
    enqueue: (job, payload) => writable(entry, effects).enqueue(job, payload),
    changed: (...tags) =>
      writable(entry, effects).changed(tags.map((tag) => tagOf(entry.module, tag))),
  }
}

const nobody: Principal = { id: 'nobody', roles: [] }

function writable(entry: Entry, effects: Effects | undefined): Effects {
  if (!effects) {
    const what = entry.stages.oneStatement ? 'one statement' : 'a query'
    throw new TypeError(`${entry.operation.name} is ${what} and may not have effects`)
  }
  return effects
}
