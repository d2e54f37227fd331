import { hash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

import { type BackgroundContext, Failure, type HttpProtocol } from '@archwright/kit'
import type { BrowserEnvironment } from '@archwright/kit/app'
import {
  cookieOf,
  csrfTokenOf,
  isFromOwnPage,
  sessionCookieName,
  sessionToken,
} from '@archwright/kit/identity'
import { Check } from 'typebox/value'

import {
  browserSessions,
  closeBrowserSession,
  completeLogin,
  login,
  openBrowserSession,
} from '../contract.ts'
import { setSessionCookie } from './session-cookie.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What the browser came with, if it has the form of a session. */
  readonly session: string | undefined
}

const longestBody = 8_192
const digest = (session: string) => hash('sha256', session, 'base64url')

/**
 * Sign-in for pages, at /session: POST opens a session and sets its cookie, GET tells of it, DELETE ends it. What
 * changes something must come from a page of ours; every sign-in makes a new session, so none can be fixed beforehand.
 */
export function browserProtocol(settings: BrowserEnvironment): HttpProtocol {
  return {
    name: 'identity.browser',
    paths: ['/session'],
    limit: 'auth',
    async open(context) {
      return async (request, response) => {
        const held = cookieOf(request.headers.cookie, sessionCookieName(settings.origin))
        const session = held && sessionToken.test(held) ? held : undefined
        const exchange = { request, response, session }
        try {
          await answer(exchange, settings, context)
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          const { code, message: detail, data } = error
          say(response, statusOf(error), { code, detail, ...(data === undefined ? {} : { data }) })
        }
      }
    },
  }
}

async function answer(
  exchange: Exchange,
  settings: BrowserEnvironment,
  context: BackgroundContext,
): Promise<void> {
  const { request, response } = exchange
  if (request.method === 'GET') return tell(exchange, context)
  if (!isFromOwnPage(request.headers, settings.origin)) {
    return say(response, 403, { code: 'FORBIDDEN', detail: 'Only a page of ours may do this.' })
  }
  if (request.method === 'POST') return open(exchange, settings, context)
  if (request.method === 'DELETE') return close(exchange, settings, context)
  return say(response, 405, { code: 'METHOD_NOT_ALLOWED' })
}

async function tell({ response, session }: Exchange, context: BackgroundContext): Promise<void> {
  const found =
    session && (await context.call(browserSessions.operation, { hash: digest(session) }))
  if (!session || !found || found.bearer === null) return say(response, 200, { signedIn: false })
  const { id, roles } = found.bearer
  say(response, 200, { signedIn: true, id, roles, csrfToken: csrfTokenOf(session) })
}

async function open(
  { request, response, session }: Exchange,
  settings: BrowserEnvironment,
  context: BackgroundContext,
): Promise<void> {
  const proof = await bodyOf(request)
  if (!Check(login.input, proof) && !Check(completeLogin.input, proof)) {
    const detail = 'Send email and password as JSON, or challenge and oneTimeCode.'
    return say(response, 422, { code: 'INVALID_INPUT', detail })
  }
  const fresh = `ses_${randomBytes(32).toString('base64url')}`
  const previous = session === undefined ? {} : { previous: digest(session) }
  await context.call(openBrowserSession, { proof, hash: digest(fresh), ...previous })
  setSessionCookie(response, settings, fresh)
  say(response, 201, { signedIn: true, csrfToken: csrfTokenOf(fresh) })
}

async function close(
  { response, session }: Exchange,
  settings: BrowserEnvironment,
  context: BackgroundContext,
): Promise<void> {
  if (session) await context.call(closeBrowserSession, { hash: digest(session) })
  setSessionCookie(response, settings, '')
  response.writeHead(204).end()
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const { 'content-length': length, 'content-type': type = '' } = request.headers
  if (!type.startsWith('application/json') || !(Number(length) <= longestBody)) return undefined
  try {
    return JSON.parse(await text(request))
  } catch {
    return undefined
  }
}

function say(response: ServerResponse, status: number, body: object): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  const headers = { 'content-type': type, 'cache-control': 'no-store' }
  response
    .writeHead(status, headers)
    .end(JSON.stringify({ ...(status < 400 ? {} : { status }), ...body }))
}

const statuses: Readonly<Record<string, number>> = {
  BAD_CREDENTIALS: 401,
  SECOND_FACTOR_REQUIRED: 401,
  SIGN_IN_EXPIRED: 401,
  BAD_CODE: 402,
  TOO_MANY_ATTEMPTS: 429,
  INVALID_INPUT: 422,
}

function statusOf({ code, kind }: Failure): number {
  return statuses[code] ?? (kind === 'internal' ? 500 : 503)
}
