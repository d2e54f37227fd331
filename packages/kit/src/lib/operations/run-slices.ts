import { worksFor } from '../access/tenants.ts'
import { builtIn, type Failure, failuresOf, isRefusal } from '../contract/failure.ts'
import { moduleOf } from '../contract/operation.ts'
import { tagOf } from '../data/change-log.ts'
import { Effects } from '../data/effects.ts'
import { canonical } from '../data/idempotency.ts'
import type { Principal } from '../dispatch/principal.ts'
import type { WorkServices } from '../dispatch/unit-of-work.ts'
import { type Job, type JobContext, type JobSpec, job } from '../jobs/job.ts'
import type { Module } from '../module/define-module.ts'
import { runOperationOf, type SlicedHandler } from './handle-in-slices.ts'
import { advance, fail, findRunning, lockRunning, type Running } from './operation-store.ts'

/** How long a job goes on with slices before it queues the rest: well under what a job may take. */
const turnMs = 8_000
const attempts = 10

/** The jobs that do the work of long-running operations: one for each module that has such work. */
export function operationJobs(modules: readonly Module[], services: WorkServices): Job[] {
  return modules
    .filter((module) => slicedIn([module]).length > 0)
    .map((module) => operationJob(module, services))
}

function operationJob(module: Module, services: WorkServices): Job {
  const handlers = new Map(slicedIn([module]).map((one) => [one.operation.name, one]))
  const spec = { ...runOperationOf(module.name), attempts }
  return job(spec, async ({ id }, context) => {
    try {
      await runTurn(id, handlers, { services, context, spec })
    } catch (error) {
      const refused = isRefusal(error)
      if (!refused && context.attempt < attempts) throw error // the queue tries again, from the last slice that was kept
      await giveUp(services, id, refused ? error : builtIn('INTERNAL'))
      if (!refused) throw error
    }
  })
}

/** The handlers of these modules whose work outlasts their calls. */
export function slicedIn(modules: readonly Module[]): SlicedHandler[] {
  return modules.flatMap(({ handlers }) =>
    handlers.filter((handler): handler is SlicedHandler => 'slice' in handler),
  )
}

interface Turn {
  readonly services: WorkServices
  readonly context: JobContext
  readonly spec: JobSpec
}

async function runTurn(
  id: string,
  handlers: ReadonlyMap<string, SlicedHandler>,
  turn: Turn,
): Promise<void> {
  const { services, context, spec } = turn
  const endsAt = performance.now() + turnMs
  while (await runSlice(id, handlers, turn)) {
    if (performance.now() < endsAt && !context.signal.aborted) continue
    const { tenant } = context
    const rest = { spec, payload: { id }, ...(tenant === undefined ? {} : { tenant }) }
    return services.insertJobs(services.database.sql, [rest])
  }
}

/** One slice with its effects and its result in one transaction; false when there is nothing left to do. */
async function runSlice(
  id: string,
  handlers: ReadonlyMap<string, SlicedHandler>,
  { services: given, context }: Omit<Turn, 'spec'>,
): Promise<boolean> {
  const services = worksFor(given, context.tenant)
  const ready = await prepareNext(id, handlers, { services, context })
  let effects = new Effects(services)
  const goesOn = await services.database.transaction(async (sql, beforeCommit) => {
    effects = new Effects(services) // what a try asked for that lost a conflict is forgotten with it
    const running = await lockRunning(sql, id)
    if (!running) return false
    const handler = handlers.get(running.name)
    if (!handler) throw new TypeError(`${running.name} is not in this process`)
    // Somebody else did what this was prepared for.
    if (ready && canonical(ready.soFar) !== canonical(running.result)) return true
    const { result, progress } = await handler.slice(
      running.input as never, // checked when it was accepted
      running.result ?? undefined,
      {
        principal: starterOf(running),
        signal: context.signal,
        fail: failuresOf(handler.operation.errors ?? {}),
        sql,
        now: services.now,
        newId: services.newId,
        cursors: services.cursors,
        publish: (event, data) => effects.publish(event, data),
        startSaga: (saga, sagaId, data) => effects.startSaga(saga, sagaId, data),
        enqueue: (spec, payload) => effects.enqueue(spec, payload),
        changed: (...tags) =>
          effects.changed(tags.map((tag) => tagOf(moduleOf(running.name), tag))),
      },
      ready?.prepared,
    )
    const written = effects
    beforeCommit(() =>
      Promise.all([
        advance(sql, id, { result, progress, now: services.now() }),
        written.write(sql),
      ]),
    )
    return progress < 1
  })
  effects.committed()
  return goesOn
}

/** What the next slice needs of others, where its handler asks any. */
async function prepareNext(
  id: string,
  handlers: ReadonlyMap<string, SlicedHandler>,
  { services, context }: Omit<Turn, 'spec'>,
): Promise<{ readonly soFar: unknown; readonly prepared: unknown } | undefined> {
  if (![...handlers.values()].some(({ prepareSlice }) => prepareSlice)) return undefined
  const running = await findRunning(services.database.sql, id)
  const prepare = running && handlers.get(running.name)?.prepareSlice
  if (!prepare) return undefined
  const { call, now, signal } = context
  const soFar = running.result ?? undefined
  const asking = { call, now, signal, principal: starterOf(running) }
  const prepared = await prepare(running.input as never, soFar, asking) // checked when it was accepted
  return { soFar: running.result, prepared }
}

function starterOf({ starter, roles, tenant }: Running): Principal {
  return { id: starter, roles, ...(tenant === null ? {} : { tenant }) }
}

function giveUp({ database, now }: WorkServices, id: string, failure: Failure): Promise<void> {
  const { code, message, data } = failure
  const problem = { code, says: message, ...(data === undefined ? {} : { data }) }
  return fail(database.sql, id, { problem, now: now() })
}
