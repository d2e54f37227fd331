import { worksFor } from '../access/tenants.ts'
import type { Input, Operation } from '../contract/operation.ts'
import { type KeyedCall, keptAnswers } from '../data/idempotency.ts'
import type { Sql } from '../data/sql.ts'
import type { CallContext } from '../module/handle.ts'
import type { SagaEnd } from '../saga/saga-store.ts'
import { currentSpan } from '../telemetry/call-scope.ts'
import { spanOf } from '../telemetry/span.ts'
import type { Dispatcher } from './call.ts'
import type { Deadline } from './deadline.ts'
import type { Entry } from './entry.ts'
import { Gatherer, gatherPauseMs, type Outcome } from './gatherer.ts'
import { runForWaiting } from './leaving.ts'
import { type Principal, servicePrincipal } from './principal.ts'
import { type Ran, type Runnable, replayOf, runUnit, type WorkServices } from './unit-of-work.ts'

export interface StageServices extends WorkServices {
  sagaEnd(id: string, withinMs: number): Promise<SagaEnd | 'running'>
}

export interface StageParts {
  readonly entries: ReadonlyMap<string, Entry>
  readonly services: StageServices
  readonly calls: 'strict' | 'fast'
}

/** A caller who may run: authenticated, allowed, with valid input. */
export interface Caller extends Deadline {
  readonly input: Input<Operation>
  readonly principal: Principal
  readonly keyed: KeyedCall | undefined
  readonly near: boolean
  /** Where a query reads; the primary if absent. */
  readonly reads?: Sql | undefined
}

/** Runs a caller who may: the stages of the handler, or what was kept of them. */
export type RunCaller = (entry: Entry, caller: Caller) => Promise<Ran>

// Time kept back from waiting for a saga, so that "still running" is answered before the deadline.
const settleReserveMs = 500

/** The last part of the path: prepare, run in a unit of work (alone or gathered), settle. */
export class Stages {
  readonly #parts: StageParts
  readonly #dispatcher: Dispatcher
  readonly #gatherers: Map<Entry, Gatherer<Runnable>>

  constructor(parts: StageParts, dispatcher: Dispatcher) {
    this.#parts = parts
    this.#dispatcher = dispatcher
    this.#gatherers = new Map(
      [...parts.entries.values()].map((entry) => [entry, gathererOf(entry, parts.services)]),
    )
  }

  async run(entry: Entry, caller: Caller): Promise<Ran> {
    const { prepare, settle } = entry.stages
    const context = prepare || settle ? this.#context(entry, caller) : undefined
    const prepared = prepare && context && (() => prepare(caller.input, context))
    const ran = await this.#prepareAndRun(entry, caller, prepared)
    const output = settle && context ? await settle(ran.output, context, caller.input) : ran.output
    if (this.#parts.calls === 'fast') return { output, replayed: ran.replayed }
    return { output: entry.checkOutput(throughJson(output)), replayed: ran.replayed }
  }

  async #prepareAndRun(
    entry: Entry,
    { input, principal, keyed, signal, near, reads }: Caller,
    prepare: (() => Promise<unknown>) | undefined,
  ): Promise<Ran> {
    let prepared: unknown
    try {
      prepared = await prepare?.()
    } catch (error) {
      // What the first call with this key consumed cannot be prepared again: look before failing.
      const kept = keyed && (await keptAnswers(this.#parts.services.database.sql, [keyed]))
      const [answer] = kept?.values() ?? []
      if (!keyed || !answer) throw error
      return unwrap(replayOf(keyed, answer))
    }
    const gatherer = this.#gatherers.get(entry)
    if (!gatherer) throw new TypeError(`${entry.operation.name} has no gatherer`)
    const span = currentSpan()
    const runnable = { input, principal, keyed, signal, near, reads, prepared, span }
    return unwrap(await gatherer.add(runnable))
  }

  #context(entry: Entry, { principal, signal, deadlineAt }: Caller): CallContext {
    const { services } = this.#parts
    const { database } = entry.tenantScoped ? worksFor(services, principal.tenant) : services
    const left = () => Math.max(1, deadlineAt - performance.now())
    const callAs =
      (as: Principal): CallContext['call'] =>
      async (operation, input) => {
        const reply = await this.#dispatcher.dispatch({
          operation: operation.name,
          input,
          principal: as,
          deadlineMs: left(),
          signal,
          from: { transport: 'local' },
        })
        return reply.output as never // checked against the operation's own output schema by its module
      }
    return {
      principal,
      signal,
      fail: entry.fail,
      now: services.now,
      newId: services.newId,
      cursors: services.cursors,
      sql: database.until(signal).sql,
      sagaEnd: (id) => services.sagaEnd(id, left() - settleReserveMs),
      call: callAs(servicePrincipal(entry.module, principal.tenant)),
      ask: callAs(principal),
    }
  }
}

const together = { concurrent: 1, pauseMs: gatherPauseMs }
const alone = {
  most: 1,
  concurrent: Number.POSITIVE_INFINITY,
  pauseMs: { least: 0, most: 0 },
}

function gathererOf(entry: Entry, services: WorkServices): Gatherer<Runnable> {
  const { gather } = entry.operation
  const many = entry.stages.runMany !== undefined && gather !== undefined
  const sizes = many ? { most: gather, ...together } : alone
  const apart = entry.tenantScoped ? { apart: tenantOfCaller } : {}
  const kind = spanOf(`${entry.operation.name} together`, 'INTERNAL')
  const spans = (callers: Runnable[]) => callers.map(({ span }) => span)
  return new Gatherer({ ...sizes, ...apart }, (callers) => {
    const run = () =>
      runForWaiting(callers, (waiting, signal) =>
        runUnit(entry, waiting, { ...services, database: services.database.until(signal) }),
      )
    return callers.length === 1 ? run() : services.linking.together(kind, spans(callers), run)
  })
}

const tenantOfCaller = ({ principal }: Runnable) => principal.tenant

function unwrap(outcome: Outcome): Ran {
  if (outcome.ok) return outcome.output as Ran // made by runUnit or replayOf only
  throw outcome.error
}

/** What is left of a value after a trip over a network. */
export function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
