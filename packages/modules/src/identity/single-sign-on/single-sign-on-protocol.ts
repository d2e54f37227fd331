import { hash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

import { type BackgroundContext, Failure, type HttpProtocol } from '@archwright/kit'
import type { BrowserEnvironment, SingleSignOnEnvironment } from '@archwright/kit/app'
import { cookieOf } from '@archwright/kit/identity'

import { setSessionCookie } from '../browser/session-cookie.ts'
import { openBrowserSession } from '../contract.ts'
import { html, sendPage } from '../provider/page.ts'
import { paths } from '../provider/paths.ts'
import { languageOf, textsOf } from '../provider/texts.ts'
import { openChallenge } from '../second-factor/second-factor-contract.ts'
import { attemptOf, type Held, newHeld, readHeld, writeHeld } from './attempt.ts'
import { type Connection, NotProven } from './connection.ts'
import { acceptOutsideSignIn, openTicket } from './single-sign-on-contract.ts'

export interface SingleSignOnSettings extends Pick<SingleSignOnEnvironment, 'publicUrl' | 'warn'> {
  readonly connections: readonly Connection[]
  readonly browser: BrowserEnvironment | undefined
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly connection: Connection
}

const attemptSeconds = 600
const longestForm = 262_144 // an assertion with many groups

/** Sign-in elsewhere: GET /sso/<name> sends a browser there, /sso/<name>/callback takes who comes back. */
export function singleSignOnProtocol(settings: SingleSignOnSettings): HttpProtocol {
  return {
    name: 'identity.singleSignOn',
    paths: ['/sso/*'],
    limit: 'auth',
    async open(context) {
      return async (request, response) => {
        const url = new URL(`${settings.publicUrl}${request.url}`)
        const [, , name, step, ...more] = url.pathname.split('/')
        const connection = settings.connections.find((one) => one.name === name)
        if (!connection || more.length > 0) return void response.writeHead(404).end()
        const exchange = { request, response, url, connection }
        const method = connection.protocol === 'oidc' ? 'GET' : 'POST'
        if (step === undefined && request.method === 'GET') return begin(exchange, settings)
        if (step === 'callback' && request.method === method)
          return finish(exchange, settings, context)
        response.writeHead(404).end()
      }
    },
  }
}

async function begin(exchange: Exchange, settings: SingleSignOnSettings): Promise<void> {
  const { response, url, connection } = exchange
  const held = newHeld(url.searchParams.get('interaction'))
  try {
    const to = await connection.begin(attemptOf(connection.name, held))
    response.setHeader('set-cookie', cookie(exchange, settings, writeHeld(held)))
    redirect(response, to.href)
  } catch (error) {
    settings.warn('a sign-in elsewhere could not begin', { connection: connection.name, error })
    refuse(exchange, 503, 'busy')
  }
}

async function finish(
  exchange: Exchange,
  settings: SingleSignOnSettings,
  context: BackgroundContext,
): Promise<void> {
  const { request, response, url, connection } = exchange
  const held = readHeld(cookieOf(request.headers.cookie, cookieName(settings)))
  response.setHeader('set-cookie', cookie(exchange, settings, ''))
  if (!held) return refuse(exchange, 400, 'expired')
  try {
    const answer = { url, form: await formOf(request) }
    const person = await connection.finish(answer, attemptOf(connection.name, held))
    const accepted = await context.call(acceptOutsideSignIn, person)
    const { accountId, methods } = accepted
    const isEnough = !accepted.secondFactor || methods.includes('mfa')
    if (!isEnough) {
      const { challenge } = await context.call(openChallenge, { accountId, methods })
      return redirect(response, withChallenge(held, challenge))
    }
    const { ticket } = await context.call(openTicket, { accountId, methods })
    await goOn(exchange, settings, { context, held, ticket })
  } catch (error) {
    if (!(error instanceof NotProven || error instanceof Failure)) throw error
    settings.warn('a sign-in elsewhere was refused', { connection: connection.name, error })
    const isTaken = error instanceof Failure && error.code === 'EMAIL_TAKEN'
    refuse(exchange, 403, isTaken ? 'addressTaken' : 'notProven')
  }
}

/** To the page of the provider that waits, or with a session to our own pages. */
async function goOn(
  { response }: Exchange,
  { browser }: SingleSignOnSettings,
  { context, held, ticket }: { context: BackgroundContext; held: Held; ticket: string },
): Promise<void> {
  if (held.interaction)
    return redirect(response, `${paths.interaction}/${held.interaction}?ticket=${ticket}`)
  if (!browser)
    throw new TypeError('no page waits for this sign-in, and there are no sessions of browsers')
  const fresh = `ses_${randomBytes(32).toString('base64url')}`
  const proof = { ticket }
  await context.call(openBrowserSession, { proof, hash: hash('sha256', fresh, 'base64url') })
  setSessionCookie(response, browser, fresh)
  redirect(response, '/')
}

function withChallenge({ interaction }: Held, challenge: string): string {
  return interaction
    ? `${paths.interaction}/${interaction}?challenge=${challenge}`
    : `/#challenge=${challenge}`
}

async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  if (request.method !== 'POST') return {}
  if (!(Number(request.headers['content-length']) <= longestForm)) throw new NotProven('too long')
  return Object.fromEntries(new URLSearchParams(await text(request)))
}

const cookieName = ({ publicUrl }: SingleSignOnSettings) =>
  publicUrl.startsWith('https:') ? '__Host-sso' : 'sso'

/** A form of another site brings assertions, and with it only cookies without SameSite come. */
function cookie({ connection }: Exchange, settings: SingleSignOnSettings, value: string): string {
  const secure = settings.publicUrl.startsWith('https:')
  const site = connection.protocol === 'oidc' ? '; SameSite=Lax' : secure ? '; SameSite=None' : ''
  const age = value === '' ? 0 : attemptSeconds
  return `${cookieName(settings)}=${value}; Path=/; Max-Age=${age}; HttpOnly${secure ? '; Secure' : ''}${site}`
}

function redirect(response: ServerResponse, location: string): void {
  response
    .writeHead(303, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .end()
}

function refuse(
  { request, response }: Exchange,
  status: number,
  why: 'busy' | 'expired' | 'addressTaken' | 'notProven',
): void {
  const language = languageOf(request.headers['accept-language'])
  const texts = textsOf(language)
  sendPage(response, { language, title: texts.error, body: html`<p>${texts[why]}</p>`, status })
}
