import type { FastifyInstance } from 'fastify'

import { builtInFailures, type FailureSpec } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import { problemType, statusOfKind, titleOf } from './problem.ts'

/** What stands behind the `type` of a problem: what it means, and which operations declare it. */
interface ProblemPage {
  code: string
  title: string
  status: number
  says?: string
  operations: string[]
}

/** Answers each problem's `type` with its explanation, so that the link in a failure leads somewhere. */
export function addProblemPages(fastify: FastifyInstance, operations: readonly Operation[]): void {
  const pages = problemPages(operations)
  fastify.get<{ Params: { code: string } }>(problemType(':code'), async ({ params }, reply) => {
    const page = pages.get(params.code)
    return page
      ? reply.header('cache-control', 'public, max-age=3600').send(page)
      : reply.callNotFound()
  })
}

function problemPages(operations: readonly Operation[]): Map<string, ProblemPage> {
  const pages = new Map<string, ProblemPage>()
  for (const [code, spec] of Object.entries(builtInFailures)) pages.set(code, pageOf(code, spec))
  for (const { name, errors = {} } of operations) {
    for (const [code, spec] of Object.entries(errors)) {
      const page = pages.get(code) ?? pageOf(code, spec)
      page.operations.push(name)
      pages.set(code, page)
    }
  }
  return pages
}

function pageOf(code: string, { kind, says }: FailureSpec): ProblemPage {
  return {
    code,
    title: titleOf(code),
    status: statusOfKind[kind],
    ...(says ? { says } : {}),
    operations: [],
  }
}
