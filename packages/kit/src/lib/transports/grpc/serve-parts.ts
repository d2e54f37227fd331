import { Metadata, type StatusObject } from '@grpc/grpc-js'

import { Failure } from '../../contract/failure.ts'
import type { Dispatcher } from '../../dispatch/call.ts'
import type { Follow } from '../../dispatch/follow.ts'
import type { ReportError } from '../rest/send-problem.ts'
import { failureOf, statusObject } from './grpc-status.ts'
import { MalformedMessage } from './malformed-message.ts'

/** What the methods of all services share. */
export interface ServeParts {
  readonly dispatcher: Dispatcher
  readonly follow: Follow
  /** Name of the system: the domain of its failures. */
  readonly system: string
  /** Whether x-forwarded-for is believed. */
  readonly trustProxy: boolean
  /** Aborted when the server closes: ends what would never end by itself. */
  readonly closing: AbortSignal
  /** Told of errors that are no declared failures. */
  readonly onError?: ReportError
}

/** The status that tells a caller of what was thrown. */
export function refuse(
  { system, onError }: Pick<ServeParts, 'system' | 'onError'>,
  thrown: unknown,
  correlationId: string,
): StatusObject {
  const isOurs = !(thrown instanceof Failure || thrown instanceof MalformedMessage)
  if (isOurs) onError?.(thrown, correlationId)
  const status = statusObject(failureOf(thrown), system)
  status.metadata.set('x-correlation-id', correlationId)
  return status
}

export function headerOf(correlationId: string): Metadata {
  const header = new Metadata()
  header.set('x-correlation-id', correlationId)
  return header
}
