import type { Span } from './tokens.ts'

/** Cuts prose into sentences; list items and headings count as sentences of their own. */
export function splitSentences(prose: string): Span[] {
  return splitBlocks(prose)
    .flatMap((block) => splitBlock(prose, block))
    .flatMap((span) => cutLong(prose, span))
    .map((span) => trim(prose, span))
    .filter((span) => /[\p{L}\p{N}]/u.test(prose.slice(span.start, span.end)))
}

// A blank line, or a line that begins an item or a heading, ends what came before it.
const blockBreak = /\r?\n(?=[ \t]*(?:\r?\n|[-*•#>] ?|\d+[.)][ \t]))/g

function splitBlocks(prose: string): Span[] {
  const cuts = [...prose.matchAll(blockBreak)].map((match) => match.index)
  const starts = [0, ...cuts]
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? prose.length }))
}

const sentenceEnd = /[.!?…]+["'”’)\]]*(?=\s+\S)/g

function splitBlock(prose: string, block: Span): Span[] {
  const text = prose.slice(block.start, block.end)
  const spans: Span[] = []
  let start = block.start
  for (const match of text.matchAll(sentenceEnd)) {
    if (isAbbreviation(text, match.index, match[0])) continue
    const end = block.start + match.index + match[0].length
    spans.push({ start, end })
    start = end
  }
  return [...spans, { start, end: block.end }]
}

const abbreviations = new Set(
  'e.g i.e etc approx vs no min max incl resp cf st mr mrs dr inc ltd'.split(' '),
)

// Long enough for any abbreviation, short enough to look at for every full stop of a long text.
const context = 20

function isAbbreviation(text: string, at: number, mark: string): boolean {
  if (mark !== '.') return false
  const before = text.slice(Math.max(0, at - context), at)
  const word = before.slice(Math.max(before.lastIndexOf(' '), before.lastIndexOf('\n')) + 1)
  // "1." at the start of a line numbers an item.
  if (/^\d{1,2}$/.test(word) && /(?:^|\n)[ \t]*$/.test(before.slice(0, -word.length))) return true
  if (!abbreviations.has(word.toLowerCase().replace(/^[("'[]+/, ''))) return false
  return !/^\.\s+\p{Lu}\p{Ll}+\s+\p{Ll}/u.test(text.slice(at, at + 2 * context))
}

/** In characters; what is longer is no sentence, and reading it whole would take its square in time. */
const longestSentence = 2000

function cutLong(prose: string, { start, end }: Span): Span[] {
  const spans: Span[] = []
  let from = start
  while (end - from > longestSentence) {
    const space = prose.lastIndexOf(' ', from + longestSentence)
    const to = space > from ? space : from + longestSentence
    spans.push({ start: from, end: to })
    from = to
  }
  return [...spans, { start: from, end }]
}

function trim(prose: string, { start, end }: Span): Span {
  const text = prose.slice(start, end)
  const lead = /^(?:\s|[-*•#>]+\s|\d+[.)]\s)*/.exec(text)?.[0].length ?? 0
  const tail = /\s*$/.exec(text)?.[0].length ?? 0
  return { start: start + Math.min(lead, text.length), end: Math.max(start + lead, end - tail) }
}
