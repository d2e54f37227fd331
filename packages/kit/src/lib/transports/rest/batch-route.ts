import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { type Static, Type } from 'typebox'
import Compile from 'typebox/compile'

import { builtIn, Failure } from '../../contract/failure.ts'
import type { Operation, RestSpec } from '../../contract/operation.ts'
import type { Call, Dispatcher, LimitVerdict, Reply } from '../../dispatch/call.ts'
import { limitClassOf } from '../../protection/limit-class.ts'
import { batchInput } from './batch-envelope.ts'
import { callOf } from './call-of.ts'
import { type Problem, problemOf } from './problem.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import type { ReportError } from './send-problem.ts'

/** Items that run at a time where the handler takes one caller at once: a batch must not take every connection. */
const ungatheredAtOnce = 4

const Envelope = Type.Object({
  items: Type.Array(
    Type.Object({ idempotencyKey: Type.Optional(Type.String()), input: Type.Unknown() }),
  ),
})
type Item = Static<typeof Envelope>['items'][number]

export interface BatchRoute {
  readonly dispatcher: Dispatcher
  readonly operation: Operation & { batch: number }
  readonly rest: RestSpec
  readonly report: ReportError | undefined
}

/**
 * Takes many calls of one operation in one request. Each item walks the one path as a call of its own: charged, keyed
 * and failing alone. Items run at once, so that a gathered handler answers them in few statements. The whole is 200,
 * unless the envelope is wrong or its caller may not ask at all.
 */
export function batchHandler({
  dispatcher,
  operation,
  rest,
  report,
}: BatchRoute): RouteHandlerMethod {
  const itemsOf = envelopeReader(operation)
  const policy = limitClassOf(operation)
  const atOnce = operation.gather ? operation.batch : ungatheredAtOnce
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const run = ({ idempotencyKey, input }: Item) =>
      settle(dispatcher, {
        ...callOf(request, operation.name, input),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      })
    const settled = await mapAtMost(itemsOf(request.body), atOnce, run)
    const refusal = refusalOfAll(settled)
    if (refusal) throw refusal
    const limit = tightest(settled)
    if (limit) reply.headers(rateLimitHeaders(policy, limit))
    const items = settled.map((one) => itemAnswer(one, { rest, request, report }))
    return reply
      .header('cache-control', 'no-store')
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify({ items }))
  }
}

type Settled = { readonly reply: Reply } | { readonly error: unknown }

async function settle(dispatcher: Dispatcher, call: Call): Promise<Settled> {
  try {
    return { reply: await dispatcher.dispatch(call) }
  } catch (error) {
    return { error }
  }
}

/** Checks the envelope; the inputs in it are the path's to check. */
function envelopeReader(operation: BatchRoute['operation']): (body: unknown) => readonly Item[] {
  const validator = Compile(batchInput(operation, Type.Unknown()))
  return (body) => {
    if (validator.Check(body)) return (body as Static<typeof Envelope>).items // just checked
    const problems = validator
      .Errors(body)
      .map(({ instancePath, message }) => ({ path: instancePath || '/', problem: message }))
    throw builtIn('INVALID_INPUT', {
      says: `Send {"items":[{"input":{…}}]} with 1 to ${operation.batch} items.`,
      data: { problems: problems.slice(0, 20) },
    })
  }
}

/** Who is asking is the same for every item: a caller that may not ask is refused as a whole. */
function refusalOfAll(settled: readonly Settled[]): Failure | undefined {
  const [first] = settled.map((one) => ('error' in one ? one.error : undefined))
  if (!(first instanceof Failure)) return undefined
  const { code } = first
  const isOfCaller = ['UNAUTHENTICATED', 'FORBIDDEN', 'UNKNOWN_VERSION'].includes(code)
  const all = settled.every(
    (one) => 'error' in one && one.error instanceof Failure && one.error.code === code,
  )
  return isOfCaller && all ? first : undefined
}

function tightest(settled: readonly Settled[]): LimitVerdict | undefined {
  return settled
    .flatMap((one) => ('reply' in one && one.reply.limit ? [one.reply.limit] : []))
    .reduce<LimitVerdict | undefined>(
      (least, one) => (least && least.remaining <= one.remaining ? least : one),
      undefined,
    )
}

interface ItemPlace {
  readonly rest: RestSpec
  readonly request: FastifyRequest
  readonly report: ReportError | undefined
}

function itemAnswer(one: Settled, { rest, request, report }: ItemPlace): object {
  if ('reply' in one) {
    const { output, replayed } = one.reply
    return { status: rest.status ?? 200, output: output ?? null, ...(replayed ? { replayed } : {}) }
  }
  const problem: Problem = problemOf(one.error, { correlationId: request.id })
  if (problem.status === 500 && !(one.error instanceof Failure)) report?.(one.error, request.id)
  return { status: problem.status, problem }
}

/** Runs for every item, at most so many at a time; the results stand in the items' order. */
async function mapAtMost<From, To>(
  items: readonly From[],
  most: number,
  run: (item: From) => Promise<To>,
): Promise<To[]> {
  const results: To[] = []
  const queue = items.entries()
  const work = async () => {
    for (const [index, item] of queue) results[index] = await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
  return results
}
