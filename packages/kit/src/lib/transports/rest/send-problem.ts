import type { FastifyReply, FastifyRequest } from 'fastify'

import { Failure } from '../../contract/failure.ts'
import type { SignInNeed } from '../../contract/sign-in-need.ts'
import type { LimitVerdict } from '../../dispatch/call.ts'
import { type Problem, problemOf } from './problem.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

/** Told of every error that is not a declared failure, with the correlation id the caller was given. */
export type ReportError = (error: unknown, correlationId: string) => void

/** Answers with problem+json whatever was thrown. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
  report?: ReportError,
): FastifyReply {
  const problem = problemOf(thrown, { instance: pathOf(request), correlationId: request.id })
  if (problem.status === 500 && !(thrown instanceof Failure)) report?.(thrown, request.id)
  return reply
    .code(problem.status)
    .headers(headersOf(problem, thrown, request))
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-correlation-id', request.id) // hooks do not run for a path that cannot be decoded
    .send(JSON.stringify(problem))
}

/** The path without its query: that may hold what should not be repeated. */
function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url
}

function headersOf(
  { status }: Problem,
  thrown: unknown,
  request: FastifyRequest,
): Record<string, string> {
  const seconds = thrown instanceof Failure ? thrown.retryAfterSeconds : undefined
  return {
    ...(status === 401 ? { 'www-authenticate': challengeOf(thrown, request) } : {}),
    ...(status === 415 ? { 'accept-encoding': 'identity' } : {}), // RFC 9110 §15.5.16
    ...limitHeadersOf(thrown, request),
    ...(seconds === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(seconds))) }),
  }
}

/** RFC 9110 §15.5.2: a 401 names the scheme. RFC 6750 §3.1 and RFC 9470 §3 say why when a token came along. */
function challengeOf(thrown: unknown, { headers }: FastifyRequest): string {
  if (thrown instanceof Failure && thrown.code === 'INSUFFICIENT_SIGN_IN') {
    const { factors, withinSeconds } = thrown.data as SignInNeed // the path puts it there
    return [
      'Bearer error="insufficient_user_authentication"',
      `error_description="${thrown.message}"`,
      ...(factors === undefined ? [] : ['acr_values="aal2"']),
      ...(withinSeconds === undefined ? [] : [`max_age="${withinSeconds}"`]),
    ].join(', ')
  }
  return headers.authorization ? 'Bearer error="invalid_token"' : 'Bearer'
}

function limitHeadersOf(thrown: unknown, { routeOptions }: FastifyRequest): Record<string, string> {
  const { limitClass } = routeOptions.config as { limitClass?: string } // set for operations
  if (!(thrown instanceof Failure) || thrown.code !== 'RATE_LIMITED' || !limitClass) return {}
  return thrown.data === undefined ? {} : rateLimitHeaders(limitClass, thrown.data as LimitVerdict) // the path puts it there
}
