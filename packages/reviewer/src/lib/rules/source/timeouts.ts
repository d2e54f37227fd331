import type { Node } from 'oxc-parser'

import {
  type Call,
  hasSpread,
  isForServers,
  literalText,
  nameOf,
  propertyOf,
  type SourceDocument,
} from '../../read/source.ts'
import type { Rule } from '../../rule.ts'

/** A client that waits forever, or nearly, unless told. */
interface Client {
  matches(call: Call, document: SourceDocument): boolean
  /** Which argument holds its options. */
  options: number
  /** One of these in the options ends the wait. */
  limits: readonly string[]
  waits: string
}

const axiosCall = /^axios(\.(get|post|put|patch|delete|request|create))?$/

const clients: readonly Client[] = [
  {
    // A fetch that is imported may end by itself.
    matches: ({ name, node }, { bindings }) =>
      name === 'fetch' && !bindings.has(name) && !isLocal(node.arguments[0] as Node | undefined),
    options: 1,
    limits: ['signal', 'dispatcher'],
    waits:
      'fetch() without a signal waits 300 s for headers and 300 s more for each part of the body',
  },
  {
    matches: ({ name }, { imports, file }) =>
      axiosCall.test(name) &&
      imports.has('axios') &&
      !/axios\.defaults\.timeout|timeout:/.test(file.text),
    options: -1,
    limits: ['timeout', 'signal'],
    waits: 'axios without `timeout` waits for ever',
  },
  {
    matches: ({ name }, { imports }) => /^(pg\.)?Pool$/.test(name) && imports.has('pg'),
    options: 0,
    limits: ['connectionTimeoutMillis', 'query_timeout', 'statement_timeout'],
    waits:
      'a pg Pool without connectionTimeoutMillis and statement_timeout waits for ever for a connection and for an answer',
  },
  {
    matches: ({ name, node }, { imports }) =>
      /^(Redis|IORedis)$/.test(name) && node.type === 'NewExpression' && imports.has('ioredis'),
    options: -1,
    limits: ['commandTimeout', 'connectTimeout', 'maxRetriesPerRequest'],
    waits: 'ioredis without commandTimeout waits for ever for an answer',
  },
]

export const missingTimeout: Rule<'source'> = {
  id: 'missing-timeout',
  severity: 'warning',
  title: 'A wait without an end',
  why: 'When the other side hangs, each call keeps its memory, its connection and its caller; soon all of them wait.',
  instead:
    'Give each call the time its caller still has: `signal: AbortSignal.timeout(ms)`, `timeout`, `statement_timeout`.',
  source:
    'Nygard, Release It!, 2nd ed., ch. 5 Timeouts; undici, axios, node-postgres and ioredis documentation (defaults)',
  *find(document, { hasPages }) {
    if (!isForServers(document.role, hasPages)) return
    for (const call of document.calls) {
      const client = clients.find(({ matches }) => matches(call, document))
      if (client && !hasLimit(call, client))
        yield { file: document.file, at: call.node.start, message: client.waits }
    }
  },
}

/** An options object that is passed through, spread or computed may hold the limit. */
function hasLimit({ node }: Call, { options, limits }: Client): boolean {
  const candidates = options < 0 ? node.arguments : node.arguments.slice(options, options + 1)
  return candidates.some((argument) => {
    if (argument.type !== 'ObjectExpression') return isOpaque(argument, options)
    if (hasSpread(argument)) return true
    return limits.some((limit) => propertyOf(argument, limit) !== undefined)
  })
}

function isOpaque(argument: Node, options: number): boolean {
  if (argument.type === 'SpreadElement') return true
  // Where the position of the options is not fixed, a URL or a body is no options object.
  return (
    options >= 0 && ['Identifier', 'MemberExpression', 'CallExpression'].includes(argument.type)
  )
}

/** The page's own server, or this process. */
function isLocal(node: Node | undefined): boolean {
  if (!node) return true
  const text = literalText(node)
  if (text !== undefined) return /^(\/(?!\/)|\.|data:|blob:|file:)/.test(text)
  // A file beside the program: new URL('./x', import.meta.url).
  return (
    node.type === 'NewExpression' &&
    node.arguments[1] !== undefined &&
    nameOf(node.arguments[1]).endsWith('.url')
  )
}
