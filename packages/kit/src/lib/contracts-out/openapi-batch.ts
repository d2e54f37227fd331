import { Type } from 'typebox'

import type { Operation, RestSpec } from '../contract/operation.ts'
import { batchInput, batchOutput } from '../transports/rest/batch-envelope.ts'
import type { Components } from './components.ts'
import { exampleOf } from './example.ts'
import { plainSchema } from './json-schema.ts'
import { failuresOf, problemsOf } from './openapi-failures.ts'
import { failureResponses, headers } from './openapi-responses.ts'

/** What the envelope itself, or its caller, may be refused with. */
const envelopeCodes: ReadonlySet<string> = new Set([
  ...['INVALID_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN', 'UNKNOWN_VERSION', 'INTERNAL'],
  ...['MALFORMED_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
])

/** Body and responses of the route that takes many calls of an operation at once. */
export function batchParts(
  operation: Operation & { batch: number },
  rest: RestSpec,
  components: Components,
): object {
  const failures = failuresOf(operation, { route: 'POST /batch' })
  const ofItems = failures.filter(({ code }) => !/^(MALFORMED|UNSUPPORTED|BODY)_/.test(code))
  const problem = Type.Unsafe(problemsOf(ofItems, components))
  const request = plainSchema(batchInput(operation, operation.input))
  const example = exampleOf(request)
  const answer = components.refer(batchOutput(operation, rest, problem))
  const own = failures.filter(({ code, declared }) => !declared && envelopeCodes.has(code))
  return {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: components.refer(request),
          ...(example === undefined ? {} : { example }),
        },
      },
    },
    responses: {
      200: {
        description: 'What became of each item, in their order.',
        headers: headers('CorrelationId', 'RateLimit', 'RateLimitPolicy'),
        content: { 'application/json': { schema: answer } },
      },
      ...failureResponses(own, components),
    },
  }
}
