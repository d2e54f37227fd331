import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

import { type BackgroundContext, Failure } from '@archwright/kit'
import { isFromOwnPage, levelOf } from '@archwright/kit/identity'
import type Provider from 'oidc-provider'
import type { Interaction } from 'oidc-provider'

import { checkSignIn } from '../contract.ts'
import {
  codePage,
  consentPage,
  type Missing,
  type Problem,
  signInPage,
} from './interaction-pages.ts'
import { html, sendPage } from './page.ts'
import { isStrongAsked } from './strong-sign-in.ts'
import { type Language, languageOf, textsOf } from './texts.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly interaction: Interaction
  readonly clientName: string
  readonly language: Language
  readonly elsewhere: Readonly<Record<string, string>>
}

type Form = Readonly<Partial<Record<string, string>>>

const longestForm = 8_192

/** The pages on which people sign in and agree, between an application's request and the answer to it. */
export class Interactions {
  readonly #provider: Provider
  readonly #context: BackgroundContext
  readonly #origin: string

  readonly #connections: readonly string[]

  /** @param connections names of where else people may sign in */
  constructor(provider: Provider, context: BackgroundContext, connections: readonly string[]) {
    this.#connections = connections
    this.#provider = provider
    this.#context = context
    this.#origin = new URL(provider.issuer).origin
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = await this.#find(request, response)
    if (!exchange) return outOfDate(request, response)
    if (request.method === 'GET') return this.#comesBack(exchange)
    const form = await this.#formOf(request)
    if (!form) return outOfDate(request, response)
    if (form.act === 'deny') return this.#finish(exchange, { error: 'access_denied' })
    const { name } = exchange.interaction.prompt
    return name === 'login' ? this.#signIn(exchange, form) : this.#agree(exchange)
  }

  /** The interaction that the address and the browser's cookie both name. */
  async #find(request: IncomingMessage, response: ServerResponse): Promise<Exchange | undefined> {
    const interaction = await this.#provider
      .interactionDetails(request, response)
      .catch(() => undefined)
    if (!interaction || !request.url?.split('?')[0]?.endsWith(`/${interaction.uid}`)) {
      return undefined
    }
    const { client_id: id, ui_locales: locales } = interaction.params
    const client = await this.#provider.Client.find(String(id))
    const addressOf = (name: string) => `/sso/${name}?interaction=${interaction.uid}`
    return {
      request,
      response,
      interaction,
      clientName: client?.clientName ?? '',
      elsewhere: Object.fromEntries(this.#connections.map((name) => [addressOf(name), name])),
      language: languageOf(
        typeof locales === 'string' ? locales : undefined,
        request.headers['accept-language'],
      ),
    }
  }

  /** The page; or on with somebody who comes from signing in elsewhere. */
  async #comesBack(exchange: Exchange): Promise<void> {
    const { request, response, interaction } = exchange
    const { searchParams } = new URL(request.url ?? '', this.#origin)
    const [ticket, challenge] = [searchParams.get('ticket'), searchParams.get('challenge')]
    if (interaction.prompt.name !== 'login') return this.#show(exchange)
    if (ticket) return this.#signIn(exchange, { ticket })
    if (!challenge) return this.#show(exchange)
    sendPage(response, codePage({ ...exchange, challenge, leadsTo: redirectOf(interaction) }))
  }

  #show(exchange: Exchange): void {
    const { response, interaction, ...view } = exchange
    const shown = { ...view, leadsTo: redirectOf(interaction) }
    const page =
      interaction.prompt.name === 'login'
        ? signInPage({ ...shown, email: hintOf(interaction) })
        : consentPage({ ...shown, details: interaction.prompt.details })
    sendPage(response, page)
  }

  async #formOf(request: IncomingMessage): Promise<Form | undefined> {
    if (!isFromOwnPage(request.headers, this.#origin)) return undefined
    if (Number(request.headers['content-length'] ?? longestForm + 1) > longestForm) return undefined
    return Object.fromEntries(new URLSearchParams(await text(request)))
  }

  async #signIn(exchange: Exchange, form: Form): Promise<void> {
    const { email = '', challenge } = form
    const proof = proofOf(form)
    try {
      const { accountId, methods } = await this.#context.call(checkSignIn, { proof })
      const acr = levelOf(methods)
      if (isTooWeak(exchange.interaction, acr)) return await this.#finish(exchange, unmet)
      await this.#finish(exchange, { login: { accountId, amr: methods, acr } })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#askAgain(exchange, { email, challenge }, error)
    }
  }

  /** The page again with what was wrong, or the next one: that of the code after that of the password. */
  #askAgain(
    exchange: Exchange,
    { email, challenge }: { email: string; challenge: string | undefined },
    error: Failure,
  ): void {
    const view = { ...exchange, leadsTo: redirectOf(exchange.interaction) }
    if (error.code === 'SECOND_FACTOR_REQUIRED') {
      const { challenge: opened } = error.data as { challenge: string } // as the operation declares it
      sendPage(exchange.response, codePage({ ...view, challenge: opened }))
      return
    }
    const isOfCode = challenge !== undefined && error.code !== 'SIGN_IN_EXPIRED'
    const { status, problem } =
      refusals[isOfCode ? `${error.code} of code` : error.code] ?? outOfOrder(error)
    const page = isOfCode
      ? codePage({ ...view, challenge, problem })
      : signInPage({ ...view, email, problem })
    sendPage(exchange.response, { ...page, status })
  }

  async #agree(exchange: Exchange): Promise<void> {
    const { interaction } = exchange
    const { params, prompt, session, grantId } = interaction
    const { details } = prompt
    const known = grantId ? await this.#provider.Grant.find(grantId) : undefined
    const clientId = String(params.client_id)
    const grant =
      known ?? new this.#provider.Grant({ clientId, accountId: session?.accountId ?? '' })
    const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = details as Missing
    if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
    if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims)
    for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
      grant.addResourceScope(resource, scopes.join(' '))
    }
    await this.#finish(exchange, { consent: { grantId: await grant.save() } })
  }

  async #finish({ request, response }: Exchange, result: object): Promise<void> {
    await this.#provider.interactionFinished(request, response, result as Record<string, unknown>, {
      mergeWithLastSubmission: true,
    })
  }
}

function proofOf({ email = '', password = '', challenge, oneTimeCode = '', ticket }: Form) {
  if (ticket !== undefined) return { ticket }
  if (challenge === undefined) return { email, password }
  return { challenge, oneTimeCode: oneTimeCode.replaceAll(' ', '') }
}

/** RFC 9470 §5: the sign-in that was asked for cannot be had. */
const unmet = { error: 'unmet_authentication_requirements' }

/** Whether the application asked for two factors, and the person has one. */
function isTooWeak({ params }: Interaction, acr: string): boolean {
  return isStrongAsked(params) && acr !== 'aal2'
}

const refusals: Readonly<Record<string, { status: number; problem: Problem }>> = {
  BAD_CREDENTIALS: { status: 401, problem: 'badCredentials' },
  INVALID_INPUT: { status: 401, problem: 'badCredentials' },
  TOO_MANY_ATTEMPTS: { status: 429, problem: 'tooMany' },
  SIGN_IN_EXPIRED: { status: 401, problem: 'tookTooLong' },
  'BAD_CODE of code': { status: 401, problem: 'badCode' },
  'INVALID_INPUT of code': { status: 401, problem: 'badCode' },
  'TOO_MANY_ATTEMPTS of code': { status: 429, problem: 'tooMany' },
}

function outOfOrder(error: Failure): { status: number; problem: 'busy' } {
  return { status: error.kind === 'internal' ? 500 : 503, problem: 'busy' }
}

function redirectOf({ params }: Interaction): string | undefined {
  return typeof params.redirect_uri === 'string' ? params.redirect_uri : undefined
}

function hintOf({ params }: Interaction): string {
  return typeof params.login_hint === 'string' ? params.login_hint : ''
}

function outOfDate(request: IncomingMessage, response: ServerResponse): void {
  const language = languageOf(request.headers['accept-language'])
  const texts = textsOf(language)
  const body = html`<p>${texts.expired}</p>`
  sendPage(response, { language, title: texts.error, body, status: 400 })
}
