import type { Readable } from 'node:stream'

import { builtIn, Failure } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import type { ProtoMessage } from '../../contracts-out/proto/proto-model.ts'
import type { CallFacts } from './call-facts.ts'
import { codecOf } from './codec.ts'
import { failureOf, statusOfKind } from './grpc-status.ts'
import type { ServeParts } from './serve-parts.ts'
import { metadataOf } from './status-details.ts'

/** What came of one item: its output, or the fields of an ItemFailure. */
export type ItemOutcome = { readonly output: unknown } | { readonly failure: ItemFailure }

export interface ItemFailure {
  readonly index: number
  readonly code: number
  readonly reason: string
  readonly message: string
  readonly metadata: Readonly<Record<string, string>>
  readonly retryAfterSeconds?: number
}

interface Item {
  readonly item?: unknown
  readonly idempotencyKey?: string
}

/** Items that run at a time where the handler takes one caller at once: a stream must not take every connection. */
const ungatheredAtOnce = 4

/**
 * Runs each item of a stream as a call of its own, and hands on what came of each in the items' order. Reads no
 * further while so many run or wait to be handed on that a slow receiver or handler slows down the sender.
 * Throws for what is no item, for one too many, and for a caller that may not ask at all.
 */
export function itemRunner(parts: ServeParts, operation: Operation, request: ProtoMessage) {
  const { decode } = codecOf(request)
  const { gather, batch = 1 } = operation
  const atOnce = gather ? Math.min(gather, batch) : ungatheredAtOnce

  async function run(bytes: Uint8Array, index: number, facts: RunFacts): Promise<ItemOutcome> {
    if (index >= batch) {
      throw builtIn('INVALID_INPUT', { says: `Send at most ${batch} items on one stream.` })
    }
    const { item = {}, idempotencyKey } = decode(bytes) as Item // the message was made with these fields
    const call = { ...facts, operation: operation.name, input: item }
    const keyed = idempotencyKey === undefined ? call : { ...call, idempotencyKey }
    try {
      const { output } = await parts.dispatcher.dispatch(keyed)
      return { output }
    } catch (error) {
      return { failure: itemFailure(index, refusalOfItem(parts, error, facts.correlationId)) }
    }
  }

  return async (
    call: Readable,
    facts: RunFacts,
    handOn: (outcome: ItemOutcome) => void | Promise<void>,
  ): Promise<void> => {
    const waiting: Promise<void>[] = []
    let before: Promise<void> = Promise.resolve()
    let index = 0
    for await (const bytes of call.iterator({ destroyOnReturn: false })) {
      const outcome = run(bytes, index++, facts)
      before = inOrder(before, outcome, handOn)
      waiting.push(before)
      if (waiting.length >= atOnce) await waiting.shift()
    }
    await before
  }
}

export type RunFacts = Omit<CallFacts, 'idempotencyKey'> & { readonly signal?: AbortSignal }

function inOrder(
  before: Promise<void>,
  outcome: Promise<ItemOutcome>,
  handOn: (outcome: ItemOutcome) => void | Promise<void>,
): Promise<void> {
  const done = Promise.all([before, outcome]).then(([, settled]) => handOn(settled))
  done.catch(() => {}) // told by whoever waits for the last one
  return done
}

/** Who is asking is the same for every item: a caller that may not ask is refused as a whole. */
function refusalOfItem({ onError }: ServeParts, error: unknown, correlationId: string): Failure {
  if (!(error instanceof Failure)) onError?.(error, correlationId)
  const failure = failureOf(error)
  if (failure.code === 'UNAUTHENTICATED' || failure.code === 'FORBIDDEN') throw failure
  return failure
}

function itemFailure(index: number, failure: Failure): ItemFailure {
  const { kind, code: reason, message, retryAfterSeconds } = failure
  const code = statusOfKind[kind]
  const common = { index, code, reason, message, metadata: metadataOf(failure) }
  return retryAfterSeconds === undefined
    ? common
    : { ...common, retryAfterSeconds: Math.ceil(retryAfterSeconds) }
}
