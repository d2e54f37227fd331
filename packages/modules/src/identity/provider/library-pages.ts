import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'

import { html, Markup, type Page, pageOf } from './page.ts'
import { languageOf, textsOf } from './texts.ts'

function show(ctx: KoaContextWithOIDC, page: Page): void {
  const { text, headers } = pageOf(page)
  ctx.set(headers)
  ctx.body = text
}

function languageFor(ctx: KoaContextWithOIDC) {
  return languageOf(ctx.oidc.params?.ui_locales as string | undefined, ctx.get('accept-language'))
}

/** Asks whether to sign out here too; `form` is what the answer must carry. */
export async function logoutSource(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const language = languageFor(ctx)
  const texts = textsOf(language)
  show(ctx, {
    language,
    title: texts.signOut,
    leadsTo: ctx.oidc.params?.post_logout_redirect_uri as string | undefined,
    body: html`<p>${texts.signOutQuestion}</p>
${new Markup(form)}
<button type="submit" form="op.logoutForm" name="logout" value="yes">${texts.signOutYes}</button>
<button class="plain" type="submit" form="op.logoutForm">${texts.signOutNo}</button>`,
  })
}

/** Where a sign-out ends when the application named no place. */
export async function postLogoutSuccessSource(ctx: KoaContextWithOIDC): Promise<void> {
  const language = languageFor(ctx)
  const texts = textsOf(language)
  show(ctx, { language, title: texts.signOut, body: html`<p>${texts.signedOut}</p>` })
}

/** Says what was wrong to a person who cannot be sent back to the application. */
export async function renderError(ctx: KoaContextWithOIDC, out: ErrorOut): Promise<void> {
  const language = languageOf(ctx.get('accept-language'))
  const says = out.error_description ?? out.error
  show(ctx, { language, title: textsOf(language).error, body: html`<p>${says}</p>` })
}
