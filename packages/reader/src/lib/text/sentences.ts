import type { Span } from './tokens.ts'

/** Cuts prose into sentences; list items and headings count as sentences of their own. */
export function splitSentences(prose: string): Span[] {
  return splitBlocks(prose)
    .flatMap((block) => splitBlock(prose, block))
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
    if (isAbbreviation(text.slice(0, match.index), match[0], text.slice(match.index))) continue
    const end = block.start + match.index + match[0].length
    spans.push({ start, end })
    start = end
  }
  return [...spans, { start, end: block.end }]
}

const abbreviations = new Set(
  'e.g i.e etc approx vs no min max incl resp cf st mr mrs dr inc ltd'.split(' '),
)

function isAbbreviation(before: string, mark: string, after: string): boolean {
  if (!mark.startsWith('.') || mark.length > 1) return false
  const word = (/\S*$/.exec(before)?.[0] ?? '').toLowerCase().replace(/^[("'[]+/, '')
  if (
    /^\d{1,2}$/.test(word) &&
    /^[ \t]*$/.test(before.slice(0, -word.length).split('\n').at(-1) ?? '')
  )
    return true
  return abbreviations.has(word) && !/^\.\s+\p{Lu}\p{Ll}+\s+\p{Ll}/u.test(after)
}

function trim(prose: string, { start, end }: Span): Span {
  const text = prose.slice(start, end)
  const lead = /^(?:\s|[-*•#>]+\s|\d+[.)]\s)*/.exec(text)?.[0].length ?? 0
  const tail = /\s*$/.exec(text)?.[0].length ?? 0
  return { start: start + Math.min(lead, text.length), end: Math.max(start + lead, end - tail) }
}
