/** Text that is HTML already. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | readonly Html[] | undefined | false

/** HTML with its values escaped; `Html` values and lists of them go in as they are. */
export function html(template: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(template.reduce((text, part, index) => text + asHtml(values[index - 1]) + part))
}

/** Marks text from a trusted writer (a rendered diagram) as HTML. */
export function trusted(text: string): Html {
  return new Html(text)
}

function asHtml(value: Part): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(({ text }) => text).join('')
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
