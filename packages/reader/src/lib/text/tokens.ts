/** A half-open range of UTF-16 offsets into the brief's prose. */
export interface Span {
  start: number
  end: number
}

/** One word, number or symbol of the prose. */
export interface Token extends Span {
  kind: 'word' | 'number' | 'symbol'
  /** As written. */
  raw: string
  /** In lower case; for a number, its digits without separators. */
  text: string
  /** True when no space separates it from the token before. */
  glued: boolean
}

/** Cuts a part of the prose into tokens; spaces are dropped, nothing else is. */
export function tokenize(prose: string, { start, end }: Span): Token[] {
  const tokens: Token[] = []
  for (const match of prose.slice(start, end).matchAll(pattern)) {
    const from = start + match.index
    const raw = match[0]
    const kind = match.groups?.number ? 'number' : match.groups?.symbol ? 'symbol' : 'word'
    tokens.push({
      kind,
      raw,
      text: kind === 'number' ? toDigits(raw) : raw.toLowerCase().replace('’', "'"),
      start: from,
      end: from + raw.length,
      glued: tokens.at(-1)?.end === from,
    })
  }
  return tokens
}

// "99,99 %" has a decimal comma; every other comma separates thousands.
function toDigits(raw: string): string {
  return /^\d+,\d{1,2}$/.test(raw) ? raw.replace(',', '.') : raw.replace(/[^\d.]/g, '')
}

// Dates, addresses and versions ("1.2.3") and percentile names ("p99.9") come before numbers, so
// that their digits are never taken for quantities.
const name =
  "[pP]\\d{2}(?:\\.\\d+)?(?![\\p{L}\\p{N}])|\\d{4}-\\d{2}-\\d{2}|\\d+(?:\\.\\d+){2,}|[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*(?:['’]\\p{L}+)?"
const number =
  "\\d+,\\d{1,2}(?= ?%)|\\d{1,3}(?:(?<gap>[,'’_\\u00a0\\u202f ])\\d{3})(?:\\k<gap>\\d{3})*(?!\\d)(?:\\.\\d+)?|\\d+(?:\\.\\d+)?"
const pattern = new RegExp(`(?<name>${name})|(?<number>${number})|(?<symbol>\\S)`, 'gu')
