import { builtIn, Failure } from '../contract/failure.ts'
import type { Input, Operation } from '../contract/operation.ts'
import { isUnavailable } from '../data/database.ts'
import { fingerprintOf, type KeyedCall, keptAnswers } from '../data/idempotency.ts'
import type { CallContext } from '../module/handle.ts'
import type {
  Admit,
  Authenticate,
  Call,
  Dispatcher,
  LimitVerdict,
  Observe,
  Reply,
  TakeLimit,
} from './call.ts'
import type { Entry } from './entry.ts'
import { Gatherer } from './gatherer.ts'
import { guest, hasRole, type Principal, servicePrincipal } from './principal.ts'
import { type Ran, type Runnable, replayOf, runUnit, type WorkServices } from './unit-of-work.ts'

export interface DispatcherParts {
  readonly entries: ReadonlyMap<string, Entry>
  readonly services: WorkServices & {
    sagaEnd(id: string, withinMs: number): Promise<'done' | 'failed' | 'running'>
  }
  readonly authenticate: Authenticate
  readonly takeLimit: TakeLimit
  readonly admit: Admit
  readonly observe: Observe
  readonly calls: 'strict' | 'fast'
  /** Operations hosted by another process. */
  readonly remote?: Dispatcher
}

const defaultDeadlineMs = 5_000

/** The one path of every call: authenticate → limit → authorize → validate → idempotency → deadline → handler. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const gatherers = new Map<Entry, Gatherer<Runnable>>()
  for (const entry of parts.entries.values())
    gatherers.set(entry, gathererOf(entry, parts.services))

  const dispatcher: Dispatcher = { dispatch }
  return dispatcher

  async function dispatch(call: Call): Promise<Reply> {
    const entry = parts.entries.get(call.operation)
    if (!entry) {
      if (parts.remote) return parts.remote.dispatch(call)
      throw builtIn('UNKNOWN_OPERATION')
    }
    return parts.observe(entry.operation, call, () => walk(entry, call))
  }

  async function walk(entry: Entry, call: Call): Promise<Reply> {
    const release = parts.admit(entry.operation)
    try {
      const principal = call.principal ?? (await parts.authenticate(call.credentials ?? {}))
      const limit = await takeLimit(entry.operation, call, principal)
      authorize(entry.operation, principal)
      const input = entry.checkInput(
        parts.calls === 'strict' ? throughJson(call.input) : call.input,
      )
      const keyed = keyOf(entry.operation, call, principal, input)
      const ran = await withinDeadline(entry.operation, call, (signal, deadlineAt) =>
        stages(entry, { input, principal, keyed, signal, call }, deadlineAt),
      )
      return { ...ran, ...(limit ? { limit } : {}) }
    } finally {
      release()
    }
  }

  async function takeLimit(
    operation: Operation,
    call: Call,
    principal: Principal,
  ): Promise<LimitVerdict | undefined> {
    if (call.from.address === undefined) return undefined
    const verdict = await parts.takeLimit(operation, principal, call.from.address)
    if (verdict && !verdict.allowed) {
      throw builtIn('RATE_LIMITED', { data: verdict, retryAfterSeconds: verdict.retryAfterSeconds })
    }
    return verdict
  }

  async function stages(entry: Entry, caller: Caller, deadlineAt: number): Promise<Ran> {
    const { prepare, settle } = entry.stages
    const context = callContext(entry, caller, deadlineAt)
    const ran = await prepareAndRun(
      entry,
      caller,
      prepare && (() => prepare(caller.input, context)),
    )
    const output = settle ? await settle(ran.output, context, caller.input) : ran.output
    return {
      output: parts.calls === 'strict' ? entry.checkOutput(throughJson(output)) : output,
      replayed: ran.replayed,
    }
  }

  async function prepareAndRun(
    entry: Entry,
    caller: Caller,
    prepare?: () => Promise<unknown>,
  ): Promise<Ran> {
    let prepared: unknown
    try {
      prepared = await prepare?.()
    } catch (error) {
      // What the first call with this key consumed cannot be prepared again: look before failing.
      const kept = caller.keyed && (await keptAnswers(parts.services.database.sql, [caller.keyed]))
      const [answer] = kept?.values() ?? []
      if (!caller.keyed || !answer) throw error
      return unwrap(replayOf(caller.keyed, answer))
    }
    const { input, principal, keyed, signal } = caller
    const gatherer = gatherers.get(entry)
    if (!gatherer) throw new TypeError(`${entry.operation.name} has no gatherer`)
    return unwrap(await gatherer.add({ input, principal, keyed, signal, prepared }))
  }

  function callContext(entry: Entry, caller: Caller, deadlineAt: number): CallContext {
    const left = () => Math.max(1, deadlineAt - performance.now())
    return {
      principal: caller.principal,
      signal: caller.signal,
      fail: entry.fail,
      now: parts.services.now,
      newId: parts.services.newId,
      sql: parts.services.database.sql,
      sagaEnd: (id) => parts.services.sagaEnd(id, left() - settleReserveMs),
      call: async (operation, input) => {
        const reply = await dispatcher.dispatch({
          operation: operation.name,
          input,
          principal: servicePrincipal(entry.module),
          deadlineMs: left(),
          signal: caller.signal,
          from: { transport: 'local' },
        })
        return reply.output as never // checked against the operation's own output schema by its module
      },
    }
  }
}

// Time kept back from waiting for a saga, so that "still running" is answered before the deadline.
const settleReserveMs = 500

interface Caller {
  readonly input: Input<Operation>
  readonly principal: Principal
  readonly keyed: KeyedCall | undefined
  readonly signal: AbortSignal
  readonly call: Call
}

function gathererOf(entry: Entry, services: WorkServices): Gatherer<Runnable> {
  const alone = !entry.stages.runMany || entry.operation.gather === undefined
  const sizes = alone
    ? { most: 1, concurrent: Number.POSITIVE_INFINITY }
    : { most: entry.operation.gather ?? 1, concurrent: 2 }
  return new Gatherer(sizes, (callers) => runUnit(entry, callers, services))
}

function authorize({ access }: Operation, principal: Principal): void {
  if (access === 'public') return
  if (access === 'internal') {
    if (!hasRole(principal, 'service')) throw builtIn('FORBIDDEN')
    return
  }
  if (hasRole(principal, 'service') || access.some((role) => hasRole(principal, role))) return
  throw builtIn(principal === guest ? 'UNAUTHENTICATED' : 'FORBIDDEN')
}

function keyOf(
  operation: Operation,
  call: Call,
  principal: Principal,
  input: unknown,
): KeyedCall | undefined {
  if (operation.kind !== 'command' || operation.idempotency !== 'key') return undefined
  if (!call.idempotencyKey) throw builtIn('IDEMPOTENCY_KEY_MISSING')
  if (call.idempotencyKey.length > 255) {
    throw builtIn('INVALID_INPUT', { says: 'An Idempotency-Key has 255 characters at most.' })
  }
  return {
    scope: `${operation.name}:${principal.id}`,
    key: call.idempotencyKey,
    fingerprint: fingerprintOf(input),
  }
}

async function withinDeadline(
  operation: Operation,
  call: Call,
  run: (signal: AbortSignal, deadlineAt: number) => Promise<Ran>,
): Promise<Ran> {
  const ownMs = operation.deadlineMs ?? defaultDeadlineMs
  const deadlineMs = Math.min(ownMs, call.deadlineMs ?? ownMs)
  const controller = new AbortController()
  const abort = () => controller.abort(call.signal?.reason)
  call.signal?.addEventListener('abort', abort, { once: true })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = builtIn('DEADLINE_EXCEEDED', { retryAfterSeconds: 1 })
      controller.abort(error)
      reject(error) // what was committed stays; the key or the natural id finds it
    }, deadlineMs)
  })
  try {
    return await Promise.race([run(controller.signal, performance.now() + deadlineMs), late])
  } finally {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', abort)
  }
}

function unwrap(outcome: { ok: true; output: unknown } | { ok: false; error: unknown }): Ran {
  if (outcome.ok) return outcome.output as Ran // made by runUnit only
  throw asFailure(outcome.error)
}

/** Lost connections and timeouts of the database are a part that does not answer, not a fault of ours. */
function asFailure(error: unknown): unknown {
  if (error instanceof Failure) return error
  return isUnavailable(error) ? builtIn('UNAVAILABLE', { retryAfterSeconds: 1 }) : error
}

function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
