import { randomUUID } from 'node:crypto'

/** What every protocol that has headers reads of its caller in the same way. */

/** The token of `Authorization: Bearer`. */
export function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
}

// The header's draft makes it a quoted string; most clients send it bare. Both name the same key.
export function unquoteKey(key: string): string {
  return /^".*"$/.test(key) ? key.slice(1, -1) : key
}

/** A caller's id is taken when it is harmless in a log line and a header; else it is given one. */
export function correlationIdOf(given: unknown): string {
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}
