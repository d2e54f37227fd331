import { setTimeout } from 'node:timers/promises'

import type { FastifyRequest } from 'fastify'
import { type ExecutionResult, GraphQLError } from 'graphql'

import { type ErrorPlace, formatErrors, Refusal } from './refusal.ts'

/** GraphQL over server-sent events, distinct connections: one stream for one operation (graphql-sse, PROTOCOL.md). */

/** Longest silence on a stream: proxies cut those that say nothing. */
const heartbeatMs = 15_000

export function wantsEventStream({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers.accept?.toLowerCase().includes('text/event-stream') ?? false
}

export interface Stream extends ErrorPlace {
  /** Runs the operation; a Refusal is told on the stream, where clients of event streams can read it. */
  run(): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, void, void>>
  /** Aborted when the server ends its streams: without `complete`, so that the client comes back. */
  readonly closing: AbortSignal
}

/** The results of an operation as events `next`, and `complete` behind the last. */
export async function* eventsOf(stream: Stream): AsyncGenerator<string> {
  yield ':\n\n' // the client knows that it is heard
  try {
    const results = await stream.run()
    if (!(Symbol.asyncIterator in results)) yield nextEvent(stream, results)
    else {
      for await (const result of withHeartbeats(results))
        yield result === undefined ? ':\n\n' : nextEvent(stream, result)
    }
  } catch (error) {
    yield nextEvent(stream, { errors: errorsOf(error) })
  }
  if (!stream.closing.aborted) yield 'event: complete\ndata:\n\n'
}

function nextEvent(place: ErrorPlace, { data, errors }: ExecutionResult): string {
  const formatted = errors ? { errors: formatErrors(errors, place) } : {}
  const result = { ...formatted, ...(data === undefined ? {} : { data }) }
  return `event: next\ndata: ${JSON.stringify(result)}\n\n` // JSON has no line breaks of its own
}

function errorsOf(thrown: unknown): readonly GraphQLError[] {
  if (thrown instanceof Refusal) return thrown.errors
  if (thrown instanceof GraphQLError) return [thrown]
  const originalError = thrown instanceof Error ? thrown : new Error(String(thrown))
  return [new GraphQLError(originalError.message, { originalError, path: [] })]
}

/** The results, and undefined for each silence that lasted too long. */
async function* withHeartbeats<Result>(
  results: AsyncGenerator<Result, void, void>,
): AsyncGenerator<Result | undefined> {
  let next = results.next()
  try {
    for (;;) {
      const timer = new AbortController()
      const silence = setTimeout(heartbeatMs, undefined, { signal: timer.signal })
      const result = await Promise.race([next, silence.catch(() => undefined)])
      timer.abort()
      if (result?.done) return
      yield result?.value
      if (result) next = results.next()
    }
  } finally {
    next.catch(() => {}) // whoever left hears of no end
    void results.return()
  }
}
