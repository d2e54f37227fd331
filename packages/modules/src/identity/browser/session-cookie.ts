import type { ServerResponse } from 'node:http'

import type { BrowserEnvironment } from '@archwright/kit/app'
import { sessionCookieName } from '@archwright/kit/identity'

/** Gives a browser its session; an empty one takes it away. */
export function setSessionCookie(
  response: ServerResponse,
  { origin, sameSite, absoluteSeconds }: BrowserEnvironment,
  session: string,
): void {
  const secure = origin.startsWith('https:') ? '; Secure' : ''
  const site = sameSite === 'strict' ? 'Strict' : 'Lax'
  const age = session === '' ? 0 : absoluteSeconds
  response.appendHeader(
    'set-cookie',
    `${sessionCookieName(origin)}=${session}; Path=/; Max-Age=${age}; HttpOnly${secure}; SameSite=${site}`,
  )
}
