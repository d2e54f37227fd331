import { builtInFailures, type FailureSpec } from '../contract/failure.ts'
import type { Operation, RestSpec } from '../contract/operation.ts'
import { takesBody } from '../transports/rest/fields.ts'
import { problemType, statusOfKind, titleOf } from '../transports/rest/problem.ts'
import type { Components } from './components.ts'
import { exampleOf } from './example.ts'
import { type JsonSchema, plainSchema } from './json-schema.ts'

/** Response headers that several operations share. */
export const headerComponents = {
  RateLimitPolicy: textHeader('Quota of the budget this call was charged to.', '"read";q=400'),
  RateLimit: textHeader(
    'What is left of it, and in how many seconds it is whole.',
    '"read";r=399;t=1',
  ),
  RetryAfter: { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
  ETag: textHeader('Names this version; send it back as If-None-Match or If-Match.', '"7"'),
  IdempotencyReplayed: textHeader('"true" when the answer was kept from the first call.', 'true'),
  CorrelationId: textHeader(
    'Names this call in logs and traces.',
    'b8d0f6f2-6d54-4d3f-93c2-1c1f8d1a2b3c',
  ),
}

export const problemSchema: JsonSchema = {
  title: 'Problem',
  description: 'RFC 9457 problem details.',
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Where it is explained.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri-reference' },
    code: { type: 'string', description: 'Stable; decide by this one.' },
    data: { description: 'Evidence, as the code declares it.' },
    correlationId: { type: 'string' },
  },
}

/** All responses of an operation by status: the good one, and each failure it may give. */
export function responsesOf(
  operation: Operation,
  rest: RestSpec,
  components: Components,
): Record<string, object> {
  const responses: Record<string, object> = {
    [rest.status ?? 200]: successOf(operation, rest, components),
  }
  if (operation.kind === 'query' && rest.etag) {
    responses['304'] = {
      description: 'The copy the client has is current.',
      headers: headers('ETag'),
    }
  }
  const byStatus = Map.groupBy(failuresOf(operation, rest), ({ status }) => status)
  for (const [status, failures] of [...byStatus].sort(([a], [b]) => a - b)) {
    responses[status] = failureResponse(failures, components)
  }
  return responses
}

function successOf(operation: Operation, rest: RestSpec, components: Components): object {
  const keyed = operation.kind === 'command' && operation.idempotency === 'key'
  const common = {
    description: rest.status === 204 ? 'Done.' : operation.summary,
    headers: headers(
      'CorrelationId',
      'RateLimit',
      'RateLimitPolicy',
      ...(rest.etag ? (['ETag'] as const) : []),
      ...(keyed ? (['IdempotencyReplayed'] as const) : []),
    ),
  }
  if (rest.status === 204) return common
  const schema = plainSchema(operation.output)
  const example = exampleOf(schema)
  const media = { schema: components.refer(schema), ...(example === undefined ? {} : { example }) }
  return { ...common, content: { 'application/json': media } }
}

interface PossibleFailure {
  readonly code: string
  readonly status: number
  readonly says?: string
  readonly data?: object
  /** By the operation itself, not by the kit. */
  readonly declared?: true
}

function failuresOf(operation: Operation, rest: RestSpec): PossibleFailure[] {
  const declared = Object.entries(operation.errors ?? {}).map(([code, spec]) => ({
    ...possible(code, spec),
    declared: true as const,
  }))
  return [...declared, ...builtInFor(operation), ...(takesBody(rest) ? bodyFailures : [])]
}

function possible(code: string, { kind, says, data }: FailureSpec): PossibleFailure {
  return { code, status: statusOfKind[kind], ...(says ? { says } : {}), ...(data ? { data } : {}) }
}

const bodyFailures: readonly PossibleFailure[] = [
  { code: 'MALFORMED_BODY', status: 400, says: 'The body is not valid JSON.' },
  { code: 'BODY_TOO_LARGE', status: 413, says: 'The body is larger than allowed.' },
  { code: 'UNSUPPORTED_MEDIA_TYPE', status: 415, says: 'Send application/json.' },
]

function builtInFor(operation: Operation): PossibleFailure[] {
  const keyed = operation.kind === 'command' && operation.idempotency === 'key'
  const applies = {
    INVALID_INPUT: true,
    UNAUTHENTICATED: true, // a bad token is refused even where none is needed
    FORBIDDEN: operation.access !== 'public',
    RATE_LIMITED: true,
    OVERLOADED: true,
    UNAVAILABLE: true,
    DEADLINE_EXCEEDED: true,
    IDEMPOTENCY_KEY_MISSING: keyed,
    IDEMPOTENCY_KEY_REUSED: keyed,
    UNKNOWN_OPERATION: false, // another version's caller, not this contract's
    INTERNAL: true,
  } satisfies Record<keyof typeof builtInFailures, boolean>
  return Object.entries(builtInFailures)
    .filter(([code]) => applies[code as keyof typeof applies]) // the keys are the same, see `satisfies`
    .map(([code, spec]) => possible(code, spec))
}

/** Responses with built-in codes only are the same everywhere, and stand in the document once. */
function failureResponse(failures: readonly PossibleFailure[], components: Components): object {
  const response = describeFailures(failures, components)
  const declared = failures.some((failure) => failure.declared)
  const name = failures.map(({ code }) => code).join('-')
  return declared ? response : components.share(name, response)
}

function describeFailures(failures: readonly PossibleFailure[], components: Components): object {
  const waits = failures.some(({ status }) => status === 429 || status === 503 || status === 409)
  return {
    description: failures.map(({ code, says }) => (says ? `${code}: ${says}` : code)).join('\n\n'),
    headers: headers('CorrelationId', ...(waits ? (['RetryAfter'] as const) : [])),
    content: {
      'application/problem+json': {
        schema: problemsOf(failures, components),
        examples: Object.fromEntries(
          failures.map((failure) => [failure.code, exampleProblem(failure)]),
        ),
      },
    },
  }
}

/** A problem with one of these codes, and with its data where the code declares some. */
function problemsOf(failures: readonly PossibleFailure[], components: Components): JsonSchema {
  const bare = failures.filter(({ data }) => !data).map(({ code }) => code)
  const variants: JsonSchema[] = [
    ...(bare.length > 0 ? [{ required: ['code'], properties: { code: { enum: bare } } }] : []),
    ...failures.flatMap(({ code, data }) =>
      data
        ? [
            {
              required: ['code', 'data'],
              properties: { code: { enum: [code] }, data: components.refer(data) },
            },
          ]
        : [],
    ),
  ]
  const [only, ...more] = variants
  const problem = components.refer(problemSchema)
  return more.length === 0 && only
    ? { allOf: [problem, only] }
    : { allOf: [problem, { oneOf: variants }] }
}

function exampleProblem({ code, status, says, data }: PossibleFailure): object {
  const example = data && exampleOf(plainSchema(data))
  return {
    value: {
      type: problemType(code),
      title: titleOf(code),
      status,
      ...(says ? { detail: says } : {}),
      code,
      ...(example === undefined ? {} : { data: example }),
    },
  }
}

function headers(...names: (keyof typeof headerComponents)[]): object {
  return Object.fromEntries(
    names.map((name) => [headerNames[name], { $ref: `#/components/headers/${name}` }]),
  )
}

const headerNames: Readonly<Record<keyof typeof headerComponents, string>> = {
  RateLimitPolicy: 'RateLimit-Policy',
  RateLimit: 'RateLimit',
  RetryAfter: 'Retry-After',
  ETag: 'ETag',
  IdempotencyReplayed: 'Idempotency-Replayed',
  CorrelationId: 'X-Correlation-Id',
}

function textHeader(description: string, example: string): object {
  return { description, schema: { type: 'string', examples: [example] } }
}
