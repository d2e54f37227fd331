import { type FailureKind, failureKinds } from '../contract/failure.ts'
import { type Problem, statusOfKind } from '../transports/rest/problem.ts'

/** A call that did not succeed: as its operation declares, as every operation may, or because nothing answered. */
export class ClientFailure extends Error {
  override name = 'ClientFailure'
  /** Name of the operation. */
  readonly operation: string
  /** `OUT_OF_STOCK`; `UNREACHABLE` when nothing answered, `UNREADABLE_ANSWER` when it was no answer of ours. */
  readonly code: string
  readonly kind: FailureKind
  /** What the operation declares for this code. */
  readonly data: unknown
  readonly retryAfterSeconds: number | undefined

  constructor(operation: string, problem: Met) {
    super(problem.says ?? problem.code)
    this.operation = operation
    this.code = problem.code
    this.kind = problem.kind
    this.data = problem.data
    this.retryAfterSeconds = problem.retryAfterSeconds
  }
}

interface Met {
  readonly code: string
  readonly kind: FailureKind
  readonly says?: string
  readonly data?: unknown
  readonly retryAfterSeconds?: number
}

/** Reads problem+json (RFC 9457), or what a proxy put in its place. */
export async function failureOfResponse(
  operation: string,
  response: Response,
): Promise<ClientFailure> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retry = Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {}
  const kind = kindOf(response.status)
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  if (typeof problem?.code !== 'string') {
    const says = `${response.status} without a problem of ours`
    return new ClientFailure(operation, { code: 'UNREADABLE_ANSWER', kind, says, ...retry })
  }
  return failureOfProblem(operation, { ...problem, code: problem.code, ...retry })
}

/** A problem as its failure. */
export function failureOfProblem(
  operation: string,
  problem: Partial<Problem> & { readonly code: string; readonly retryAfterSeconds?: number },
): ClientFailure {
  const { code, detail, data, status = 500, retryAfterSeconds } = problem
  return new ClientFailure(operation, {
    code,
    kind: kindOf(status),
    data,
    ...(detail === undefined ? {} : { says: detail }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}

function kindOf(status: number): FailureKind {
  const kind = failureKinds.find((known) => statusOfKind[known] === status)
  if (kind) return kind
  if (status === 502) return 'unavailable' // a gateway without a backend
  return status >= 500 ? 'internal' : 'invalid'
}

export function unreachable(operation: string, cause: unknown): ClientFailure {
  const says = cause instanceof Error ? cause.message : String(cause)
  return new ClientFailure(operation, { code: 'UNREACHABLE', kind: 'unavailable', says })
}

export function tooLate(operation: string): ClientFailure {
  const says = 'There was no answer in the time that was given.'
  return new ClientFailure(operation, { code: 'DEADLINE_EXCEEDED', kind: 'timeout', says })
}
