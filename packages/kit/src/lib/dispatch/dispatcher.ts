import { appendAudit, isAudited } from '../access/audit.ts'
import { tenantOf } from '../access/tenants.ts'
import { builtIn, type Failure, isRefusal } from '../contract/failure.ts'
import type { Operation } from '../contract/operation.ts'
import { isUnavailable } from '../data/database.ts'
import { fingerprintOf, type KeyedCall } from '../data/idempotency.ts'
import { authorize } from './authorize.ts'
import {
  type Admit,
  type Authenticate,
  type Call,
  type Dispatcher,
  type Observe,
  outsideTransports,
  type Reply,
  type TakeLimit,
  type Transport,
} from './call.ts'
import { withinDeadline } from './deadline.ts'
import type { Entry } from './entry.ts'
import { guest, hasRole, type Principal } from './principal.ts'
import { type RunCaller, type StageServices, Stages, throughJson } from './stages.ts'
import type { Ran } from './unit-of-work.ts'

export interface DispatcherParts {
  readonly entries: ReadonlyMap<string, Entry>
  readonly services: StageServices
  readonly authenticate: Authenticate
  readonly takeLimit: TakeLimit
  readonly admit: Admit
  readonly observe: Observe
  readonly calls: 'strict' | 'fast'
  /** Puts what is kept of answers before the stages. */
  readonly keep: (run: RunCaller) => RunCaller
  /** Chooses who answers a query, where there are replicas. */
  readonly route?: ((run: RunCaller) => RunCaller) | undefined
  /** Operations hosted by another process. */
  readonly remote?: Dispatcher
}

/**
 * The one path of every call, whatever brought it in:
 * admit → authenticate → limit → authorize → validate → idempotency → deadline → kept answers → stages of the handler.
 */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const dispatcher: Dispatcher = {
    async dispatch(call) {
      const entry = parts.entries.get(call.operation)
      if (entry) return parts.observe(entry.operation, call, () => walk(parts, run, entry, call))
      if (parts.remote) return parts.remote.dispatch(call)
      throw builtIn('UNKNOWN_OPERATION')
    },
  }
  const stages = new Stages(parts, dispatcher)
  const stage: RunCaller = (entry, caller) => stages.run(entry, caller)
  const run = parts.keep(parts.route?.(stage) ?? stage)
  return dispatcher
}

async function walk(
  parts: DispatcherParts,
  run: RunCaller,
  entry: Entry,
  call: Call,
): Promise<Reply> {
  const release = isFromOutside(call) ? parts.admit(entry.operation) : undefined
  try {
    const principal = call.principal ?? (await parts.authenticate(call.credentials ?? {}))
    return await withinLimit(parts, entry.operation, { call, principal }, async () => {
      authorize(entry.operation, principal)
      entry.demandSignIn?.(principal, parts.services.now())
      if (entry.tenantScoped) tenantOf(principal)
      const given = parts.calls === 'strict' ? throughJson(call.input) : call.input
      const past = entry.servedAt(call.version)
      const input = entry.checkInput(past ? past.lift(given) : given)
      const keyed = keyOf(entry.operation, call, { principal, input })
      const near = call.from.transport === 'local'
      const ran = await withinDeadline(entry.operation, call, (deadline) =>
        run(entry, { input, principal, keyed, near, ...deadline }),
      )
      return past ? { ...ran, output: past.lower(ran.output) } : ran
    })
  } catch (error) {
    const seen = entry.audited && isRefusal(error) ? await noted(parts, entry, call, error) : error
    // A database that is away is a part that does not answer, wherever on the path it was missed.
    throw isUnavailable(seen) ? builtIn('UNAVAILABLE', { retryAfterSeconds: 1 }) : seen
  } finally {
    release?.()
  }
}

/** The refusal, written down; or why it could not be. A guest is nobody, and could fill the log. */
async function noted(
  { services, authenticate }: DispatcherParts,
  { operation, audited }: Entry,
  { principal: given, credentials = {}, input }: Call,
  refusal: Failure,
): Promise<unknown> {
  const principal = given ?? (await authenticate(credentials).catch(() => guest))
  if (hasRole(principal, 'guest') || !isAudited(audited, principal)) return refusal
  const act = { operation, principal, input, output: refusal }
  return appendAudit(services.database.sql, [act], services).then(
    () => refusal,
    (error: unknown) => error,
  )
}

const fromOutside: ReadonlySet<Transport> = new Set(outsideTransports)

/** Work that was let in is not turned away halfway: only what comes from outside asks for admission. */
function isFromOutside({ from }: Call): boolean {
  return fromOutside.has(from.transport)
}

interface Asked {
  readonly call: Call
  readonly principal: Principal
}

/** Runs a call if its caller's budget allows; charges it before, or where the operation says so when it is refused. */
async function withinLimit(
  { takeLimit }: Pick<DispatcherParts, 'takeLimit'>,
  operation: Operation,
  { call, principal }: Asked,
  run: () => Promise<Ran>,
): Promise<Reply> {
  const { address } = call.from
  if (address === undefined) return { ...(await run()), principal }
  const onFailure = operation.limitOn === 'failure'
  const limit = await takeLimit(operation, { principal, address }, onFailure ? 0 : 1)
  if (limit && !limit.allowed) {
    throw builtIn('RATE_LIMITED', { data: limit, retryAfterSeconds: limit.retryAfterSeconds })
  }
  try {
    const ran = await run()
    return limit ? { ...ran, principal, limit } : { ...ran, principal }
  } catch (error) {
    if (onFailure && isRefusal(error)) await takeLimit(operation, { principal, address }, 1)
    throw error
  }
}

function keyOf(
  operation: Operation,
  { idempotencyKey: key }: Call,
  { principal, input }: { principal: Principal; input: unknown },
): KeyedCall | undefined {
  if (operation.kind !== 'command' || operation.idempotency !== 'key') return undefined
  if (!key) throw builtIn('IDEMPOTENCY_KEY_MISSING')
  if (key.length > 255) {
    throw builtIn('INVALID_INPUT', { says: 'An Idempotency-Key has 255 characters at most.' })
  }
  const caller = principal.tenant ? `${principal.tenant}/${principal.id}` : principal.id
  return { scope: `${operation.name}:${caller}`, key, fingerprint: fingerprintOf(input) }
}
