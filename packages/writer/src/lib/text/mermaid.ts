import { onOneLine } from './markdown.ts'

/** First code point of the private-use block in which `renderSvg` carries escaped characters. */
export const standInBase = 0xe000

/**
 * Text for any place of a Mermaid diagram. ASCII signs outside a small safe set become `#code;`, which
 * Mermaid reads as the character itself, so no text can close a label or start a statement.
 */
export function mermaidText(text: string): string {
  return onOneLine(text)
    .replace(/\p{Co}/gu, ' ')
    .replace(/[!-~]/g, (sign) => (safe.test(sign) ? sign : `#${sign.charCodeAt(0)};`))
}

const safe = /[a-zA-Z0-9.,/%+()-]/

/** A quoted label of one or more lines; empty lines are left out. */
export function label(...lines: readonly string[]): string {
  const written = lines.filter((line) => line.trim() !== '').join('<br/>')
  return `"${written === '' ? ' ' : written}"`
}

/** Bold text inside a label. */
export function bold(text: string): string {
  return `<b>${mermaidText(text)}</b>`
}

/** Breaks a text into label lines of about `width` characters, at spaces. */
export function wrapped(text: string, width = 34): string[] {
  const lines: string[] = []
  for (const word of onOneLine(text).split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.map(mermaidText)
}

/** Gives each name an identifier of its own that no Mermaid keyword equals. */
export function identifiers(prefix: string, names: readonly string[]): Map<string, string> {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of names) {
    if (ids.has(name)) continue
    const wanted = `${prefix}_${name.replace(/[^a-zA-Z0-9]+/g, '_')}`
    const id = taken.has(wanted) ? `${wanted}_${ids.size}` : wanted
    taken.add(id)
    ids.set(name, id)
  }
  return ids
}
