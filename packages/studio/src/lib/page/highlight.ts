import type { Brief, Origin } from '@archwright/model'

import { type Html, html } from '../html.ts'

interface Span {
  start: number
  end: number
  kind: 'fact' | 'capability' | 'ask' | 'unknown'
  title: string
}

/** The prose with the spans marked from which something was read; where spans overlap the first kind wins. */
export function highlight(prose: string, brief: Brief): Html[] {
  const parts: Html[] = []
  let at = 0
  for (const { start, end, kind, title } of spansOf(brief)) {
    if (start < at) continue
    parts.push(
      html`${prose.slice(at, start)}<mark class="${kind}" title="${title}">${prose.slice(start, end)}</mark>`,
    )
    at = end
  }
  return [...parts, html`${prose.slice(at)}`]
}

function spansOf({ facts, capabilities, asks, notUnderstood }: Brief): Span[] {
  const spans = [
    ...facts.map(({ id, origin, about }) => span(origin, 'fact', `${id}: ${about}`)),
    ...capabilities.map(({ name, origin }) => span(origin, 'capability', name)),
    ...asks.map(({ what, origin }) => span(origin, 'ask', `asked for: ${what}`)),
    ...notUnderstood.map(({ origin }) => span(origin, 'unknown', 'not understood')),
  ].filter((found) => found !== undefined)
  const rank = ['fact', 'capability', 'ask', 'unknown']
  return spans.sort(
    (a, b) => a.start - b.start || rank.indexOf(a.kind) - rank.indexOf(b.kind) || b.end - a.end,
  )
}

function span(origin: Origin, kind: Span['kind'], title: string): Span | undefined {
  return origin.from === 'text' ? { start: origin.start, end: origin.end, kind, title } : undefined
}
