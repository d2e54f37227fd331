import { restRequest } from '../../client/rest-request.ts'
import { restOf } from '../../contract/operation.ts'
import type { Problem } from '../../transports/rest/problem.ts'
import { outcomeOf, type ParityCaller } from './parity-caller.ts'

/** JSON over HTTP. */
export function restCaller(url: string): ParityCaller {
  return {
    transport: 'REST',
    async call(operation, input, { token, key, deadlineMs, signal }) {
      const rest = restOf(operation)
      if (!rest) throw new TypeError(`${operation.name} has no route`)
      const { method, path, headers, body } = restRequest(operation, rest, { ...input })
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...headers,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(deadlineMs === undefined ? {} : { 'x-deadline-ms': String(deadlineMs) }),
        },
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
      })
      const answer: unknown = await response.json()
      return response.ok ? { output: answer } : outcomeOf(answer as Problem) // what is no answer is a problem
    },
    close: async () => {},
  }
}
