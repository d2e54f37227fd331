import { type BuiltInCode, builtInFailures, type FailureSpec } from '../contract/failure.ts'
import type { Operation, RestSpec } from '../contract/operation.ts'
import { takesBody } from '../transports/rest/fields.ts'
import { problemType, statusOfKind, titleOf } from '../transports/rest/problem.ts'
import type { Components } from './components.ts'
import { exampleOf } from './example.ts'
import { type JsonSchema, plainSchema } from './json-schema.ts'

/** A failure that an operation may answer with. */
export interface PossibleFailure {
  readonly code: string
  readonly status: number
  readonly says?: string
  readonly data?: object
  /** True when the data may be absent. */
  readonly dataOptional?: true
  /** By the operation itself, not by the kit. */
  readonly declared?: true
}

/** Every failure of an operation: its own, the kit's and those of HTTP. Its own word for a code wins. */
export function failuresOf(operation: Operation, rest: RestSpec): PossibleFailure[] {
  const declared = Object.entries(operation.errors ?? {}).map(([code, spec]) => ({
    ...possible(code, spec),
    declared: true as const,
  }))
  const others = [
    ...builtInFor(operation),
    ...(takesBody(rest) ? bodyFailures : []),
    ...(isConditional(rest) ? preconditionFailures : []),
  ]
  const codes = new Set(declared.map(({ code }) => code))
  return [...declared, ...others.filter(({ code }) => !codes.has(code))]
}

function possible(code: string, { kind, says, data }: FailureSpec): PossibleFailure {
  return { code, status: statusOfKind[kind], ...(says ? { says } : {}), ...(data ? { data } : {}) }
}

/** Evidence that built-in failures carry. */
const builtInData: Readonly<Record<string, JsonSchema>> = {
  INVALID_INPUT: {
    title: 'InputProblems',
    type: 'object',
    properties: {
      problems: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'problem'],
          properties: {
            path: { type: 'string', description: 'JSON pointer into the input.' },
            problem: { type: 'string', examples: ['must be integer'] },
          },
        },
      },
    },
  },
  INSUFFICIENT_SIGN_IN: {
    title: 'SignInNeed',
    type: 'object',
    properties: {
      withinSeconds: { type: 'integer', description: 'The sign-in is no older than this.' },
      factors: { type: 'integer', enum: [2] },
    },
  },
  UNKNOWN_VERSION: {
    title: 'KnownVersions',
    type: 'object',
    properties: { known: { type: 'array', items: { type: 'string', format: 'date' } } },
  },
  RATE_LIMITED: {
    title: 'LimitVerdict',
    type: 'object',
    properties: {
      limit: { type: 'integer' },
      windowSeconds: { type: 'number' },
      remaining: { type: 'integer' },
      resetSeconds: { type: 'number' },
      retryAfterSeconds: { type: 'number' },
    },
  },
}

const bodyFailures: readonly PossibleFailure[] = [
  { code: 'MALFORMED_BODY', status: 400, says: 'The body is not valid JSON.' },
  { code: 'BODY_TOO_LARGE', status: 413, says: 'The body is larger than allowed.' },
  { code: 'UNSUPPORTED_MEDIA_TYPE', status: 415, says: 'Send application/json.' },
  { code: 'UNSUPPORTED_ENCODING', status: 415, says: 'Send the body without Content-Encoding.' },
]

const preconditionFailures: readonly PossibleFailure[] = [
  { code: 'MALFORMED_IF_MATCH', status: 400, says: 'Send one ETag as it was read, in quotes.' },
  { code: 'PRECONDITION_FAILED', status: 412, says: 'If-Match names no version of this.' },
  { code: 'PRECONDITION_REQUIRED', status: 428, says: 'Send If-Match with the ETag you read.' },
]

function isConditional({ headers = {} }: RestSpec): boolean {
  return Object.values(headers).some((name) => name.toLowerCase() === 'if-match')
}

function builtInFor(operation: Operation): PossibleFailure[] {
  const keyed = operation.kind === 'command' && operation.idempotency === 'key'
  const applies = {
    INVALID_INPUT: true,
    UNAUTHENTICATED: true, // a bad token is refused even where none is needed
    INSUFFICIENT_SIGN_IN: operation.signIn !== undefined,
    FORBIDDEN: operation.access !== 'public',
    RATE_LIMITED: true,
    OVERLOADED: true,
    UNAVAILABLE: true,
    DEADLINE_EXCEEDED: true,
    IDEMPOTENCY_KEY_MISSING: keyed,
    IDEMPOTENCY_KEY_REUSED: keyed,
    FEED_GONE: false, // of subscriptions only
    UNKNOWN_VERSION: true,
    UNKNOWN_OPERATION: false, // another version's caller, not this contract's
    INTERNAL: true,
  }
  return possibleBuiltIns(applies)
}

/** Every failure with which a stream of events is refused before it begins. */
export function streamFailures(): PossibleFailure[] {
  const others = possibleBuiltIns({
    INVALID_INPUT: true,
    UNAUTHENTICATED: true,
    INSUFFICIENT_SIGN_IN: false, // a subscription asks for no more than access
    FORBIDDEN: true, // also for what can only be somebody else's
    RATE_LIMITED: true,
    OVERLOADED: true,
    UNAVAILABLE: true,
    DEADLINE_EXCEEDED: false,
    IDEMPOTENCY_KEY_MISSING: false,
    IDEMPOTENCY_KEY_REUSED: false,
    FEED_GONE: true,
    UNKNOWN_VERSION: true,
    UNKNOWN_OPERATION: false,
    INTERNAL: true,
  })
  const notAcceptable = { code: 'NOT_ACCEPTABLE', status: 406, says: 'Accept text/event-stream.' }
  return [...others, notAcceptable]
}

function possibleBuiltIns(applies: Readonly<Record<BuiltInCode, boolean>>): PossibleFailure[] {
  return Object.entries(builtInFailures)
    .filter(([code]) => applies[code as BuiltInCode]) // the keys of that very table
    .map(([code, spec]) => ({
      ...possible(code, spec),
      ...(builtInData[code] ? { data: builtInData[code], dataOptional: true as const } : {}),
    }))
}

const problemSchema: JsonSchema = {
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

/** A problem with one of these codes, and with its data where the code declares some. */
export function problemsOf(
  failures: readonly PossibleFailure[],
  components: Components,
): JsonSchema {
  const bare = failures.filter(({ data }) => !data).map(({ code }) => code)
  const variants: JsonSchema[] = [
    ...(bare.length > 0 ? [{ required: ['code'], properties: { code: { enum: bare } } }] : []),
    ...failures.flatMap(({ code, data, dataOptional }) =>
      data
        ? [
            {
              required: dataOptional ? ['code'] : ['code', 'data'],
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

/** An example of the failure on the wire. */
export function exampleProblem({ code, status, says, data }: PossibleFailure): object {
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
