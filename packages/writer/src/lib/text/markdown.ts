/** The few Markdown shapes our documents are made of. Every piece of a design passes `prose` or `cell` first. */

export type Alignment = 'left' | 'right'

export interface Column {
  title: string
  align?: Alignment
}

/** Joins blocks with one empty line between them and leaves out the empty ones. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n')
}

/** A heading of level 1 to 6. */
export function heading(level: number, title: string): string {
  return `${'#'.repeat(level)} ${title}`
}

/** One bullet per item; nothing for no items. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

/** A relative or absolute link; the label is taken as already written Markdown. */
export function link(label: string, target: string): string {
  return `[${label}](${target})`
}

/** Text in code type. */
export function code(text: string): string {
  return `\`${onOneLine(text).replaceAll('`', '´')}\``
}

/** The first few of many names, and how many more there are. */
export function some(names: readonly string[], limit = 5): string {
  // Naming one more is no longer than counting it.
  if (names.length <= limit + 1) return names.join(', ')
  return `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`
}

/** A fenced block. */
export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

/** Free text of a design, on one line and unable to start a tag, a link, a heading, a list or a code span that never ends. */
export function prose(text: string): string {
  const line = onOneLine(text)
    .replaceAll('\\', '\\\\')
    .replace(/[<>[\]]/g, '\\$&')
    .replace(/^(\d*)(?=[-+*#_.)]+(\s|$)|~~~)/, '$1\\')
  const ticks = line.split('`').length - 1
  return ticks % 2 === 0 ? line : line.replaceAll('`', '\\`')
}

/** Prose that ends with exactly one full stop, whether or not the design wrote one. */
export function sentence(text: string): string {
  const written = prose(text)
  return /[.!?…]$/.test(written) ? written : `${written}.`
}

/** Wider cells are not aligned: padding all others to the longest sentence would be most of a document. */
const widestAligned = 32

/** A table in columns, aligned as far as they are narrow; rows hold finished Markdown. Nothing when there are no rows. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const titles = columns.map(({ title }) => title)
  const cells = [titles, ...rows].map((row) => row.map(cell))
  const widths = columns.map((_, index) =>
    Math.min(widestAligned, Math.max(3, ...cells.map((row) => displayWidth(row[index] ?? '')))),
  )
  const [head, ...body] = cells.map((row) => tableRow(row, columns, widths))
  const rule = columns.map(({ align }, index) => ruleOf(align, widths[index] ?? 3)).join(' | ')
  return [head, `| ${rule} |`, ...body].join('\n')
}

function tableRow(row: readonly string[], columns: readonly Column[], widths: number[]): string {
  const padded = columns.map(({ align }, index) => {
    const text = row[index] ?? ''
    const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)))
    return align === 'right' ? `${space}${text}` : `${text}${space}`
  })
  return `| ${padded.join(' | ')} |`
}

const ruleOf = (align: Alignment | undefined, width: number): string =>
  align === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)

// A pipe that is not yet escaped would end the cell.
const cell = (text: string): string =>
  onOneLine(text).replace(/(\\*)\|/g, (_, slashes: string) =>
    slashes.length % 2 === 1 ? `${slashes}|` : `${slashes}\\|`,
  )

/** The text without line breaks, control characters and lone surrogates. */
export function onOneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim()
}

const displayWidth = (text: string): number => [...text].length
