import { hash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { reservedRoles } from '../access/roles.ts'
import { builtIn } from '../contract/failure.ts'
import type { Authenticate } from '../dispatch/call.ts'
import type { Principal } from '../dispatch/principal.ts'

export interface OpaqueParts {
  /** Prefix of a kind of token → how it is looked up. */
  readonly lookups: ReadonlyMap<string, OpaqueKind>
  readonly now: () => Date
  /** How long an answer is believed: who is signed out is let in no longer than that. */
  readonly keepMs: number
}

export interface OpaqueKind {
  /** Whether a text can be one of them. */
  isToken(text: string): boolean
  /** Whom the one with this hash stands for. */
  find(hash: string): Promise<Principal | null>
}

const remembered = 10_000

/** Tokens that say nothing themselves are looked up by their hash; all others are left to `authenticate`. */
export function lookUpOpaque(authenticate: Authenticate, parts: OpaqueParts): Authenticate {
  const known = new LRUCache<string, { principal: Principal; untilMs: number }>({ max: remembered })
  const prefixes = [...parts.lookups.keys()]
  return async (credentials) => {
    const { bearer } = credentials
    const prefix = bearer && prefixes.find((one) => bearer.startsWith(one))
    const kind = prefix && parts.lookups.get(prefix)
    if (!bearer || !kind || bearer.length > 200) return authenticate(credentials)
    if (!kind.isToken(bearer)) throw builtIn('UNAUTHENTICATED')
    const digest = hash('sha256', bearer, 'base64url')
    const nowMs = parts.now().getTime()
    const found = known.get(digest)
    if (found && nowMs < found.untilMs) return found.principal
    const principal = await kind.find(digest)
    if (!principal) throw builtIn('UNAUTHENTICATED')
    const roles = principal.roles.filter((role) => !reservedRoles.includes(role))
    const fresh = Object.freeze({ ...principal, roles })
    known.set(digest, { principal: fresh, untilMs: nowMs + parts.keepMs })
    return fresh
  }
}
