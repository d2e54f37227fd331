import { Failure } from '../../contract/failure.ts'
import type { Dispatcher } from '../../dispatch/call.ts'
import { throughJson } from '../../dispatch/stages.ts'
import type { Outcome, ParityCaller } from './parity-caller.ts'

/** The one path itself, without any transport: what all others are compared with. */
export function localCaller(dispatcher: Dispatcher): ParityCaller {
  return {
    transport: 'in-process',
    async call({ name }, input, { token, key, deadlineMs, signal }) {
      const call = {
        operation: name,
        input,
        credentials: token === undefined ? {} : { bearer: token },
        ...(key === undefined ? {} : { idempotencyKey: key }),
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
        ...(signal ? { signal } : {}),
        from: { transport: 'rest', address: '192.0.2.1' }, // admitted and limited like what comes from outside
      } as const
      try {
        return { output: throughJson((await dispatcher.dispatch(call)).output) }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    close: async () => {},
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Failure)) {
    return { failure: { code: 'INTERNAL', kind: 'internal', says: internal, data: undefined } }
  }
  const { code, kind, message, data } = error
  return { failure: { code, kind, says: message, data: throughJson(data) } }
}

const internal = 'Something went wrong on our side.'
