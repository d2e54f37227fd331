import { Metadata, type StatusObject, status } from '@grpc/grpc-js'

import { builtIn, Failure, type FailureKind } from '../../contract/failure.ts'
import { MalformedMessage } from './malformed-message.ts'
import { statusDetails } from './status-details.ts'

/**
 * The one table from a failure's kind to its gRPC status. FAILED_PRECONDITION: asking again helps only when something
 * was changed first; ABORTED: read again and try again.
 */
export const statusOfKind: Readonly<Record<FailureKind, status>> = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  declined: status.FAILED_PRECONDITION,
  forbidden: status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  conflict: status.FAILED_PRECONDITION,
  precondition: status.ABORTED,
  mismatch: status.FAILED_PRECONDITION,
  'too-many': status.RESOURCE_EXHAUSTED,
  internal: status.INTERNAL,
  unavailable: status.UNAVAILABLE,
  timeout: status.DEADLINE_EXCEEDED,
}

/** Whatever was thrown as a failure. What is not one tells the caller nothing of its cause. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (!(thrown instanceof MalformedMessage)) return builtIn('INTERNAL')
  const problems = [{ path: '/', problem: thrown.message }]
  return builtIn('INVALID_INPUT', { data: { problems } })
}

/** @param domain the system's name. */
export function statusObject(failure: Failure, domain: string): StatusObject {
  const code = statusOfKind[failure.kind]
  const metadata = new Metadata()
  metadata.set('grpc-status-details-bin', Buffer.from(statusDetails(failure, code, domain)))
  return { code, details: failure.message, metadata }
}
