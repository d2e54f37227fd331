import type { Change } from './change.ts'
import { asSchema, type Schema } from './schema/place.ts'

/** What our extensions of OpenAPI promise of an operation, and no tool for HTTP compares. */
export function comparePromises(before: Schema, after: Schema): Change[] {
  const young = operationsOf(after)
  return [...operationsOf(before)].flatMap(([place, old]) => {
    const operation = young.get(place)
    if (!operation) return []
    return promises.flatMap(({ broken, instead, why }) => {
      const what = broken(old, operation)
      if (what === undefined) return []
      const of = typeof old.operationId === 'string' ? { of: old.operationId } : {}
      return [
        { contract: 'openapi', severity: 'breaking', place, what, why, instead, ...of } as const,
      ]
    })
  })
}

interface Promised {
  /** What is broken; undefined when it is kept. */
  broken(old: Schema, young: Schema): string | undefined
  readonly why: string
  readonly instead: string
}

const promises: readonly Promised[] = [
  {
    broken(old, young) {
      const [had, has] = [rolesOf(old), rolesOf(young)]
      if (!has) return undefined
      const lost = had ? [...had].filter((role) => !has.has(role)) : ['the public']
      return lost.length > 0 ? `no longer for ${lost.join(', ')}` : undefined
    },
    why: 'who had this role is refused now',
    instead: 'keep the role until those who have it do without',
  },
  {
    broken({ 'x-idempotency': old }, { 'x-idempotency': young }) {
      const worse = old !== young && (young === 'none' || young === 'key') && old !== undefined
      return worse ? `idempotency: ${old} → ${young}` : undefined
    },
    why: 'a client that repeats as before acts twice, or is refused for want of a key',
    instead: 'keep a repeat harmless as it was, or offer a new operation',
  },
]

/** Undefined for public. */
function rolesOf({ 'x-access': access, 'x-roles': roles }: Schema): Set<unknown> | undefined {
  return access === 'public' || !Array.isArray(roles) ? undefined : new Set(roles)
}

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'])

/** `POST /v1/orders` → the operation. */
function operationsOf(document: Schema): Map<string, Schema> {
  const operations = Object.entries(asSchema(document.paths)).flatMap(([path, item]) =>
    Object.entries(asSchema(item))
      .filter(([method]) => methods.has(method))
      .map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, asSchema(operation)] as const,
      ),
  )
  return new Map(operations)
}
