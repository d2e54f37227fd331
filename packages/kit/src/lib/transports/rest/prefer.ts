import { setTimeout } from 'node:timers/promises'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { isLongRunning } from '../../contract/long-running.ts'
import type { Call, Dispatcher, Reply } from '../../dispatch/call.ts'
import type { Offered } from './relations.ts'

/** What a client would rather have (RFC 7240), where the operation knows how; everything else is as if not said. */
export interface Preferred {
  /** Nothing but the outcome: the body is left out. */
  readonly minimal: boolean
  /** How long the answer may take to tell an end, milliseconds; 0: it is answered as soon as the work is accepted. */
  readonly waitMs: number
  /** The preferences that are followed, as Preference-Applied says them. */
  readonly applied: string
}

/** A request holds a connection, and the end of a process waits for it. */
export const mostWaitSeconds = 10
const pauseMs = 200

/** Whether an operation's answer can be left out; what was made or started is told with its answer. */
export function mayBeMinimal({ operation, rest }: Offered): boolean {
  return operation.kind === 'command' && (rest.status ?? 200) === 200
}

/** Whether an operation's answer can wait for an end that comes later: a replay of its key tells how it stands. */
export function maySayItsEnd({ operation, rest }: Offered): boolean {
  const isKeyed = operation.kind === 'command' && operation.idempotency === 'key'
  return isKeyed && rest.status === 202 && isLongRunning(operation)
}

/** Reads the preferences of a request; undefined where there are none that the operation follows. */
export function preferenceReader(
  offered: Offered,
): (request: FastifyRequest) => Preferred | undefined {
  const [minimal, waits] = [mayBeMinimal(offered), maySayItsEnd(offered)]
  if (!minimal && !waits) return () => undefined
  return ({ headers: { prefer } }) => {
    if (prefer === undefined) return undefined
    const said = preferencesIn([prefer].flat().join(','))
    const seconds = waits ? said.get('wait') : undefined
    const waitSeconds = /^\d{1,6}$/.test(seconds ?? '') ? Number(seconds) : undefined
    const applied = [
      ...(minimal && said.get('return') === 'minimal' ? ['return=minimal'] : []),
      ...(waits && said.has('respond-async') ? ['respond-async'] : []),
      ...(waitSeconds === undefined ? [] : [`wait=${Math.min(waitSeconds, mostWaitSeconds)}`]),
    ]
    if (applied.length === 0) return undefined
    return {
      minimal: applied.includes('return=minimal'),
      waitMs: Math.min(waitSeconds ?? 0, mostWaitSeconds) * 1_000,
      applied: applied.join(', '),
    }
  }
}

/** `respond-async, wait=5; foo` → name → value without its quotes. The first of a name counts (RFC 7240 §2). */
function preferencesIn(header: string): Map<string, string> {
  const pairs = header.split(',').map((one): [string, string] => {
    const [name = '', value = ''] = one.split(';', 1)[0]?.split('=', 2) ?? []
    return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')]
  })
  return new Map(pairs.toReversed())
}

interface Answered {
  readonly call: Call
  readonly outcome: Reply
  readonly preferred: Preferred
}

/** An answer in the shape that was preferred. */
export async function asPreferred(
  dispatcher: Dispatcher,
  answered: Answered,
  reply: FastifyReply,
): Promise<{ readonly outcome: Reply; readonly empty?: true; readonly ended?: true }> {
  if (answered.preferred.minimal) return { outcome: answered.outcome, empty: true }
  if (answered.preferred.waitMs === 0) return answered
  const outcome = await endOf(dispatcher, answered, reply)
  return hasEnded(outcome) ? { outcome, ended: true } : { outcome }
}

/** Asks the same again until its work has ended, the time is over or the caller has left. */
async function endOf(
  dispatcher: Dispatcher,
  { call, outcome: first, preferred }: Answered,
  { raw }: FastifyReply,
): Promise<Reply> {
  const overAt = performance.now() + preferred.waitMs
  // Let in and charged once: these are its own later looks.
  const again: Call = {
    ...call,
    ...(first.principal ? { principal: first.principal } : {}),
    from: { transport: 'local' },
  }
  let latest = first
  while (!hasEnded(latest) && performance.now() < overAt && !raw.destroyed) {
    await setTimeout(pauseMs)
    const { output } = await dispatcher.dispatch(again)
    latest = { ...first, output }
  }
  return latest
}

function hasEnded({ output }: Reply): boolean {
  return (output as { state: string }).state !== 'running' // as `operationOf` declares it
}
