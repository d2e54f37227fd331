import { builtIn, Failure, type FailureKind } from '../../contract/failure.ts'
import { deepestJson } from '../../protection/json-depth.ts'

/** The one table from a failure's kind to its HTTP status. */
export const statusOfKind: Readonly<Record<FailureKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  declined: 402,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  precondition: 412,
  mismatch: 422,
  'too-many': 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
}

/** What HTTP itself refuses before any operation is known: code, status and words. */
const transportProblems = {
  FST_ERR_NOT_FOUND: ['ROUTE_NOT_FOUND', 404, 'There is nothing at this path for this method.'],
  METHOD_NOT_ALLOWED: [
    'METHOD_NOT_ALLOWED',
    405,
    'This path does not take this method; see Allow.',
  ],
  FST_ERR_BAD_URL: ['MALFORMED_URL', 400, 'The path cannot be decoded.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['MALFORMED_BODY', 400, 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['MALFORMED_BODY', 400, 'Content-Length does not match.'],
  JSON_TOO_DEEP: ['JSON_TOO_DEEP', 400, `JSON nests ${deepestJson} levels at most.`],
  FST_ERR_CTP_BODY_TOO_LARGE: ['BODY_TOO_LARGE', 413, 'The body is larger than allowed.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UNSUPPORTED_MEDIA_TYPE', 415, 'Send application/json.'],
  ARCHWRIGHT_NOT_ACCEPTABLE: ['NOT_ACCEPTABLE', 406, 'Accept text/event-stream here.'],
  ENCODED_BODY: ['UNSUPPORTED_ENCODING', 415, 'Send the body as it is, without Content-Encoding.'],
  MALFORMED_IF_MATCH: ['MALFORMED_IF_MATCH', 400, 'Send one ETag as it was read, in quotes.'],
  PRECONDITION_REQUIRED: ['PRECONDITION_REQUIRED', 428, 'Send If-Match with the ETag you read.'],
  PRECONDITION_FAILED: ['PRECONDITION_FAILED', 412, 'If-Match names no version of this.'],
  SECRET_IN_URL: [
    'SECRET_IN_URL',
    400,
    'Send keys and tokens as Authorization: Bearer. An address lands in logs: replace the one it held.',
  ],
  HPE_HEADER_OVERFLOW: ['HEADERS_TOO_LARGE', 431, 'The headers are larger than allowed.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['REQUEST_TIMEOUT', 408, 'The request took too long to arrive.'],
} as const satisfies Record<string, readonly [code: string, status: number, detail: string]>

/** An error that is answered with its row of the table. */
export function httpProblem(code: keyof typeof transportProblems): Error {
  return Object.assign(new Error(code), { code })
}

/** A failure as RFC 9457 problem details, with our code, its data and the correlation id. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly instance?: string
  readonly code: string
  readonly data?: unknown
  readonly correlationId?: string
}

export interface ProblemPlace {
  /** Path of the request. */
  readonly instance?: string
  readonly correlationId?: string
}

/** Whatever was thrown as a problem. What is not a Failure tells the caller nothing of its cause. */
export function problemOf(thrown: unknown, place: ProblemPlace = {}): Problem {
  if (thrown instanceof Failure) return problemOfFailure(thrown, place)
  const row = transportRow(thrown)
  if (!row) return problemOfFailure(builtIn('INTERNAL'), place)
  const [code, status, detail] = row
  return { ...typeOf(code), status, detail, ...place }
}

function problemOfFailure({ code, kind, message, data }: Failure, place: ProblemPlace): Problem {
  return {
    ...typeOf(code),
    status: statusOfKind[kind],
    ...(message === code ? {} : { detail: message }),
    ...(data === undefined ? {} : { data }),
    ...place,
  }
}

function typeOf(code: string): Pick<Problem, 'type' | 'title' | 'code'> {
  return { type: problemType(code), title: titleOf(code), code }
}

/** Where the problem is explained; the server answers there. */
export function problemType(code: string): string {
  return `/v1/problems/${code}`
}

/** OUT_OF_STOCK → "Out of stock". */
export function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type TransportRow = readonly [code: string, status: number, detail: string]

function transportRow(thrown: unknown): TransportRow | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { code, statusCode } = thrown as Error & { code?: unknown; statusCode?: unknown }
  if (typeof code === 'string' && code in transportProblems) {
    return transportProblems[code as keyof typeof transportProblems] // the `in` above proves it
  }
  // The JSON parser's own refusals (syntax, __proto__) come without a code of Fastify's.
  if (thrown instanceof SyntaxError && statusCode === 400) {
    return transportProblems.FST_ERR_CTP_INVALID_JSON_BODY
  }
  const refused = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
  return refused ? ['BAD_REQUEST', statusCode, 'The request cannot be read.'] : undefined
}
