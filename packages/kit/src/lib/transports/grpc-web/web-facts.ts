import type { FastifyRequest } from 'fastify'

import type { CallFacts } from '../grpc/call-facts.ts'
import { callOf } from '../rest/call-of.ts'

const unitMs = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 } as const

/** What a request of gRPC-Web says of its caller: headers as of REST, and how long it waits as gRPC says it. */
export function webFacts(request: FastifyRequest): CallFacts {
  const { operation: _, input: __, version: ___, ...facts } = callOf(request, '', undefined)
  const deadlineMs = timeoutOf(request.headers['grpc-timeout'])
  return {
    ...facts,
    correlationId: request.id,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    from: { transport: 'grpc', address: request.ip },
  }
}

/** `100m` → 100. Text that is no such time is as if it were not there. */
function timeoutOf(text: string | string[] | undefined): number | undefined {
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(text)) ?? []
  if (unit === undefined) return undefined
  return Math.max(1, Math.ceil(Number(digits) * unitMs[unit as keyof typeof unitMs])) // as matched
}
