import { SpanKind } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'

import type { RecentTrace, RecentTraces } from './recent-traces.ts'
import type { Span } from './span.ts'
import { type Branch, treeOf } from './trace-tree.ts'

export const tracesPath = '/traces'

const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/** Serves the newest traces of this process as pages without a script: a list, and a waterfall of each. */
export function addTracesPage(server: FastifyInstance, recent: RecentTraces): void {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
  }
  server.get(tracesPath, async (_request, reply) =>
    reply.headers(headers).send(page('Traces', listOf(recent.list()))),
  )
  server.get<{ Params: { traceId: string } }>(
    `${tracesPath}/:traceId`,
    async ({ params }, reply) => {
      const trace = recent.find(params.traceId)
      if (!trace) return reply.callNotFound()
      return reply.headers(headers).send(page(`Trace ${trace.traceId}`, waterfallOf(trace)))
    },
  )
}

function listOf(traces: readonly RecentTrace[]): string {
  if (traces.length === 0) return '<p>No call has been made yet.</p>'
  const rows = traces.map((trace) => {
    const [first] = treeOf(trace)
    const { startedAt, ms } = extentOf(trace)
    const failed = trace.spans.some((span) => span.failed)
    return `<tr${failed ? ' class="failed"' : ''}><td>${timeOf(startedAt)}</td>
<td><a href="${tracesPath}/${trace.traceId}">${escaped(first?.span.of.name ?? '')}</a></td>
<td class="number">${shown(ms)}</td><td class="number">${trace.spans.length}</td></tr>`
  })
  return `<table><thead><tr><th>Began</th><th>What</th><th>Took</th><th>Spans</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`
}

function waterfallOf(trace: RecentTrace): string {
  const extent = extentOf(trace)
  const rows = treeOf(trace).map((branch) => rowOf(branch, extent))
  return `<p><a href="${tracesPath}">All traces</a> · ${timeOf(extent.startedAt)} · ${shown(extent.ms)}</p>
<table class="waterfall"><thead><tr><th>What</th><th>When</th><th>Took</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`
}

interface Extent {
  readonly startedAt: number
  readonly ms: number
}

function rowOf({ span, depth }: Branch, extent: Extent): string {
  const left = (100 * (span.startedAt - extent.startedAt)) / extent.ms
  const width = Math.min(100 - left, Math.max(0.3, (100 * durationOf(span)) / extent.ms))
  const kind = (SpanKind[span.of.kind] ?? '').toLowerCase()
  return `<tr${span.failed ? ' class="failed"' : ''}>
<td style="padding-left:${(0.5 + depth).toFixed(1)}em"><details><summary>${escaped(span.of.name)}</summary>
<dl>${factsOf(span)}</dl></details></td>
<td class="track"><span class="bar ${kind}" style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"></span></td>
<td class="number">${span.endedAt === undefined ? 'under way' : shown(durationOf(span))}</td></tr>`
}

function factsOf({ of, notes, error, links = [] }: Span): string {
  const facts = { ...of.attributes, ...notes, ...(error ? { error: error.message } : {}) }
  const rows = Object.entries(facts).map(
    ([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(String(value))}</dd>`,
  )
  const linked = links.map((link) => {
    const { traceId } = 'part' in link ? link.part : link
    return `<dt>linked to</dt><dd><a href="${tracesPath}/${traceId}">${traceId}</a></dd>`
  })
  return [...rows, ...linked].join('\n')
}

function extentOf({ spans }: RecentTrace): Extent {
  const startedAt = Math.min(...spans.map((span) => span.startedAt))
  const endedAt = Math.max(...spans.map((span) => span.startedAt + durationOf(span)))
  return { startedAt, ms: Math.max(endedAt - startedAt, 0.001) }
}

function durationOf({ startedAt, endedAt = startedAt }: Span): number {
  return endedAt - startedAt
}

const shown = (ms: number): string =>
  ms < 1_000 ? `${ms.toFixed(ms < 10 ? 2 : 0)} ms` : `${(ms / 1_000).toFixed(2)} s`

const timeOf = (startedAt: number): string =>
  new Date(performance.timeOrigin + startedAt).toISOString().slice(11, 23)

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style>
<h1>${escaped(title)}</h1>
${body}
</html>
`
}

const style = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
body { margin: 1.5rem; }
h1 { font-size: 1.2rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.2em 0.5em; border-bottom: 1px solid #8884; vertical-align: top; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.failed summary, .failed a { color: #c33; }
.waterfall td:first-child { width: 40%; }
.track { position: relative; width: 50%; }
.bar { position: absolute; top: 0.45em; height: 0.8em; border-radius: 2px; background: #678; }
.bar.server { background: #2a7; }
.bar.client { background: #38c; }
.bar.consumer { background: #a6c; }
.failed .bar { background: #c33; }
summary { cursor: pointer; overflow-wrap: anywhere; }
dl { margin: 0.3em 0; font-size: 0.9em; }
dt { opacity: 0.7; }
dd { margin: 0 0 0.2em 1em; overflow-wrap: anywhere; white-space: pre-wrap; }
`
