import { hash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

import type { Language } from './texts.ts'

export interface Page {
  readonly language: Language
  readonly title: string
  /** What stands below the title. */
  readonly body: Markup
  readonly status?: number
  /** Where a form of this page may lead in the end, beside to ourselves. */
  readonly leadsTo?: string | undefined
}

/** Text that is HTML already. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** HTML from a template: what stands in `${}` is escaped, unless it is {@link Markup}. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + markupOf(values[index - 1]) + part))
}

function markupOf(value: unknown): string {
  if (value instanceof Markup) return value.text
  if (Array.isArray(value)) return value.map(markupOf).join('')
  if (value === undefined || value === null || value === false) return ''
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const style = `
body { font: 100%/1.5 system-ui, sans-serif; margin: 0; background: #f4f4f2; color: #1a1a1a; }
main { max-width: 22rem; margin: 12vh auto; padding: 2rem; background: #fff; border-radius: 6px; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; }
label { display: block; margin: 0 0 1rem; }
input { display: block; box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #767676; border-radius: 4px; }
button { padding: .6rem 1.2rem; font: inherit; border: 1px solid #1a1a1a; border-radius: 4px; background: #1a1a1a; color: #fff; cursor: pointer; }
button.plain { background: #fff; color: #1a1a1a; }
.problem { padding: .6rem; border-left: 4px solid #b00020; background: #fdecee; }
`

const styleHash = hash('sha256', style, 'base64')

/** The page as text, with the headers that keep a browser from doing anything with it but show it and send its form. */
export function pageOf({ language, title, body, leadsTo }: Page): {
  text: string
  headers: Record<string, string>
} {
  const { text } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  return {
    text,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'${sourceOf(leadsTo)}; frame-ancestors 'none'; base-uri 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    },
  }
}

export function sendPage(response: ServerResponse, page: Page): void {
  const { text, headers } = pageOf(page)
  response.writeHead(page.status ?? 200, headers).end(text)
}

/** A redirect after a form counts as where the form leads; an application's own scheme stands for itself. */
function sourceOf(leadsTo: string | undefined): string {
  const url = leadsTo === undefined ? null : URL.parse(leadsTo)
  if (!url) return ''
  return ` ${/^https?:$/.test(url.protocol) ? url.origin : url.protocol}`
}
