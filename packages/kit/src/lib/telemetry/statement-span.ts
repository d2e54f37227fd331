import { SpanKind } from '@opentelemetry/api'

import { currentSpan } from './call-scope.ts'
import type { Span, SpanOf } from './span.ts'

/** Runs a statement under a span that tells its text and the server, and no value. */
export type TraceStatement = <Result>(text: string, run: () => Promise<Result>) => Promise<Result>

/**
 * Makes the spans of a database's statements, by OpenTelemetry's conventions for database clients.
 * @param addressOf its URL, asked at the first statement that is in a trace
 */
export function traceStatements(addressOf: () => string): TraceStatement {
  const kinds = new Map<string, SpanOf>() // as many as the code has statements
  let server: ReturnType<typeof serverOf> | undefined
  const kindOf = (text: string): SpanOf => {
    const known = kinds.get(text)
    if (known) return known
    server ??= serverOf(addressOf())
    const summary = summaryOf(text)
    const attributes = { ...server, 'db.query.summary': summary, 'db.query.text': tidy(text) }
    const kind = { name: summary, kind: SpanKind.CLIENT, attributes }
    kinds.set(text, kind)
    return kind
  }
  return (text, run) => {
    const span = currentSpan()?.begin(kindOf(text))
    return span ? endWith(span, run()) : run()
  }
}

/** Nothing of ours runs inside of a statement: it needs no scope of its own. */
async function endWith<Result>(span: Span, running: Promise<Result>): Promise<Result> {
  try {
    return await running
  } catch (error) {
    span.fail(error)
    throw error
  } finally {
    span.end()
  }
}

function serverOf(address: string) {
  const url = URL.parse(address)
  const port = url?.port ? { 'server.port': Number(url.port) } : {}
  return {
    'db.system.name': 'postgresql',
    'db.namespace': url?.pathname.slice(1) ?? '',
    'server.address': url?.hostname || 'localhost',
    ...port,
  }
}

const longestText = 2_000
const longestSummary = 255

const tidy = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, longestText)

/** What is done to which tables, in the order of the text: `INSERT kit.outbox SELECT tea.leaf`. */
export function summaryOf(text: string): string {
  const words = [...text.matchAll(actions)].map(({ groups }) => {
    const { verb, table, read = '' }: Partial<Record<string, string>> = groups ?? {}
    return verb ? [verb.split(/\s/, 1)[0]?.toUpperCase(), table].filter(Boolean).join(' ') : read
  })
  if (words.length > 0) return words.join(' ').slice(0, longestSummary)
  return /\w+/.exec(text)?.[0].toUpperCase() ?? 'SQL'
}

// `for update` and `do update` change nothing by themselves, and what has a parenthesis behind it is no table.
const actions = new RegExp(
  [
    String.raw`(?<!for |do |no key )\b(?<verb>insert\s+into|delete\s+from|update)\s+(?<table>[a-z_][\w.]*)`,
    String.raw`\b(?<verb>select)\b`,
    String.raw`(?<!distinct )\b(?:from|join)\s+(?:only\s+|lateral\s+)?(?<read>[a-z_][\w.]*)(?!\s*\(|[\w.])`,
  ].join('|'),
  'gi',
)
