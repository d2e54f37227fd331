import { html, type Page } from './page.ts'
import { type Language, type Texts, textsOf } from './texts.ts'

export interface View {
  readonly language: Language
  readonly clientName: string
  readonly leadsTo: string | undefined
}

export interface SignInView extends View {
  readonly email: string
  /** Address of where else people may sign in → its name. */
  readonly elsewhere: Readonly<Record<string, string>>
  readonly problem?: Problem
}

/** What was wrong with what was sent. */
export type Problem = 'badCredentials' | 'badCode' | 'tookTooLong' | 'tooMany' | 'busy'

export function signInPage(view: SignInView): Page {
  const { language, clientName, leadsTo, email, elsewhere, problem } = view
  const texts = textsOf(language)
  const body = html`<p>${texts.toApplication(clientName)}</p>
${problem && html`<p class="problem" role="alert">${texts[problem]}</p>`}
<form method="post">
<label>${texts.email}<input type="email" name="email" value="${email}" autocomplete="username" required maxlength="254"></label>
<label>${texts.password}<input type="password" name="password" autocomplete="current-password" required maxlength="128"></label>
<button type="submit">${texts.signIn}</button>
</form>
${Object.entries(elsewhere).map(([href, name]) => html`<p><a href="${href}">${texts.signInWith(name)}</a></p>`)}`
  return { language, title: texts.signIn, body, leadsTo }
}

export interface CodeView extends View {
  readonly challenge: string
  readonly problem?: Problem
}

export function codePage({ language, clientName, leadsTo, challenge, problem }: CodeView): Page {
  const texts = textsOf(language)
  const body = html`<p>${texts.toApplication(clientName)}</p>
${problem && html`<p class="problem" role="alert">${texts[problem]}</p>`}
<form method="post">
<input type="hidden" name="challenge" value="${challenge}">
<label>${texts.code}<input type="text" name="oneTimeCode" autocomplete="one-time-code" required maxlength="30" autofocus></label>
<button type="submit">${texts.signIn}</button>
</form>`
  return { language, title: texts.signIn, body, leadsTo }
}

/** What was asked for and not agreed to yet, as oidc-provider names it. */
export interface Missing {
  missingOIDCScope?: string[]
  missingOIDCClaims?: string[]
  missingResourceScopes?: Record<string, string[]>
}

export interface ConsentView extends View {
  readonly details: object
}

export function consentPage({ language, clientName, leadsTo, details }: ConsentView): Page {
  const texts = textsOf(language)
  const wishes = wishesOf(details as Missing, texts)
  const body = html`<p>${texts.asks(clientName)}</p>
<ul>${wishes.map((wish) => html`<li>${wish}</li>`)}</ul>
<form method="post">
<button type="submit" name="act" value="allow">${texts.allow}</button>
<button class="plain" type="submit" name="act" value="deny">${texts.deny}</button>
</form>`
  return { language, title: texts.consent, body, leadsTo }
}

function wishesOf({ missingOIDCScope = [], missingResourceScopes = {} }: Missing, texts: Texts) {
  const { scopes } = texts
  const known = missingOIDCScope.filter((scope): scope is keyof typeof scopes => scope in scopes)
  const roles = Object.values(missingResourceScopes).flat()
  return [...known.map((scope) => scopes[scope]), ...roles.map((role) => texts.role(role))]
}
