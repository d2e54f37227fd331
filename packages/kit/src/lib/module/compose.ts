import { Failure, type FailureKind } from '../contract/failure.ts'
import type { Input, Output, Query } from '../contract/operation.ts'
import { type CallContext, type Handler, handle } from './handle.ts'

/** What joining is given: it asks other operations, with the caller's own rights, and keeps nothing. */
export interface ComposeContext<O extends Query = Query>
  extends Pick<CallContext<O>, 'principal' | 'fail' | 'signal' | 'now' | 'ask'> {
  /** Asks, and is content without: undefined when that part does not answer in time or is not for this caller. */
  part<Asked extends Query>(
    operation: Asked,
    input: Input<Asked>,
  ): Promise<Output<Asked> | undefined>
}

/**
 * Answers a query by joining others in the shape that one kind of client needs (a back end for front ends). It has its
 * own access, limit and caching like any operation, and no rules or data of its own.
 */
export function compose<O extends Query>(
  operation: O,
  join: (input: Input<O>, context: ComposeContext<O>) => Promise<Output<O>>,
): Handler {
  return handle<O, Output<O>>(operation, {
    prepare: (input, { principal, fail, signal, now, ask }) => {
      const part: ComposeContext['part'] = (asked, given) => ask(asked, given).catch(leaveOut)
      return join(input, { principal, fail, signal, now, ask, part })
    },
    run: async (_input, _context, joined) => joined,
  })
}

const dispensable: ReadonlySet<FailureKind> = new Set([
  'unavailable',
  'timeout',
  'too-many',
  'unauthenticated',
  'forbidden',
])

function leaveOut(error: unknown): undefined {
  if (error instanceof Failure && dispensable.has(error.kind)) return undefined
  throw error
}
