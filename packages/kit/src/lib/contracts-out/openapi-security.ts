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

// OpenAPI has no word for signatures: it is told by the header that names one.
const signature = {
  type: 'apiKey',
  in: 'header',
  name: 'Signature-Input',
  description:
    'HTTP Message Signature (RFC 9421) over @method, @authority, @path, @query, and content-digest (RFC 9530) and idempotency-key where they are sent; with created, expires (300 s at most), nonce and keyid.',
}

/** Access tokens, and the other proofs that the modules take. */
export function securityOf(modules: readonly Module[]): Security {
  const told = modules.flatMap(({ bearers = [] }) => bearers.flatMap(({ told }) => told ?? []))
  const others = told.map(({ name, description }) => [
    name,
    { type: 'http', scheme: 'bearer', description },
  ])
  const signs = modules.some(({ signatures }) => signatures)
  const schemes = {
    bearer: accessToken,
    ...Object.fromEntries(others),
    ...(signs ? { signature } : {}),
  }
  const any = Object.keys(schemes).map((name) => ({ [name]: [] }))
  return { schemes, of: (access) => (access === 'public' ? [{}, ...any] : any) }
}
