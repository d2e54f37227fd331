import type { Access } from '../contract/operation.ts'
import type { Module } from '../module/define-module.ts'

/** How callers prove who they are, as OpenAPI says it. */
export interface Security {
  /** Of `components`. */
  readonly schemes: Readonly<Record<string, object>>
  /** Of one operation: any one of the schemes will do. A public one takes them too, for it may answer who is known differently. */
  of(access: Access): object[]
}

const accessToken = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'Access token as login gives it.',
}

/** Access tokens, and the other proofs that the modules take. */
export function securityOf(modules: readonly Module[]): Security {
  const told = modules.flatMap(({ bearers = [] }) => bearers.flatMap(({ told }) => told ?? []))
  const others = told.map(({ name, description }) => [
    name,
    { type: 'http', scheme: 'bearer', description },
  ])
  const schemes = { bearer: accessToken, ...Object.fromEntries(others) }
  const any = Object.keys(schemes).map((name) => ({ [name]: [] }))
  return { schemes, of: (access) => (access === 'public' ? [{}, ...any] : any) }
}
