import { hash, timingSafeEqual } from 'node:crypto'

import type { FastifyInstance, FastifyRequest } from 'fastify'

import { Failure } from '../../contract/failure.ts'
import { isFromOwnPage } from '../../identity/own-page.ts'

export interface CookieSettings {
  /** Scheme, name and port of the pages that may use it. */
  readonly origin: string
}

/** A session as a cookie holds it; its hash is what is kept. */
export const sessionToken = /^ses_[\w-]{43}$/

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Prefixes bind the cookie to this very host and to TLS (RFC 6265bis §4.1.3); without TLS, while one writes, no browser would keep it. */
export function sessionCookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Host-session' : 'session'
}

/** What a page sends as `x-csrf-token` where its browser names no site: only who may read the session can know it. */
export function csrfTokenOf(session: string): string {
  return hash('sha256', `csrf ${session}`, 'base64url')
}

/**
 * Lets browsers prove who they are by a cookie, on everything this server offers. A cookie comes by itself, whoever has
 * it sent: what may change something, and a socket, must come from a page of ours. An Authorization header goes first.
 */
export function acceptSessionCookies(server: FastifyInstance, { origin }: CookieSettings): void {
  const name = sessionCookieName(origin)
  // After the hooks of onRequest: by then it is known what is to become a socket, and a refused one is closed.
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const { headers, method } = request
    const session = headers.authorization === undefined && cookieOf(headers.cookie, name)
    if (!session || !sessionToken.test(session)) return done(null, payload)
    const harmless = safeMethods.has(method) && headers.upgrade === undefined
    if (!harmless && !isWanted(request, session, origin)) return done(forged())
    headers.authorization = `Bearer ${session}`
    done(null, payload)
  })
}

export function cookieOf(header: string | undefined, name: string): string | undefined {
  const pairs = header?.split(/; */) ?? []
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

function isWanted({ headers }: FastifyRequest, session: string, origin: string): boolean {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    return isFromOwnPage(headers, origin)
  }
  const given = Buffer.from(String(headers['x-csrf-token'] ?? ''))
  const right = Buffer.from(csrfTokenOf(session))
  return given.length === right.length && timingSafeEqual(given, right)
}

function forged(): Failure {
  const says = 'This was sent by a page of another site.'
  return new Failure('FORBIDDEN', 'forbidden', { says })
}
