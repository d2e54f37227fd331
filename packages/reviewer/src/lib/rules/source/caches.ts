import type { Node } from 'oxc-parser'

import { type Call, isFunction, literalText, nameOf, walk } from '../../read/source.ts'
import type { Rule } from '../../rule.ts'

const setCall = /(^|\.)\w*(redis|valkey)(client|connection|conn|db|store)?\.set$/i
const endOptions = [
  'ex',
  'px',
  'exat',
  'pxat',
  'ttl',
  'keepttl',
  'expiration',
  'expiry',
  'expires',
  'maxage',
  'ttlseconds',
]

export const cacheWithoutEnd: Rule<'source'> = {
  id: 'cache-without-end',
  severity: 'warning',
  title: 'Cached without an end',
  why: 'What nobody expires and nobody deletes is served after it changed, and fills the memory of the cache.',
  instead: 'Set a time to live on every entry, and delete the entry where its source is written.',
  source:
    'Redis documentation, EXPIRE and Key eviction; Kleppmann, Designing Data-Intensive Applications, ch. 11 (keeping systems in sync)',
  *find({ file, calls, imports, role }) {
    const usesRedis = [...imports].some((name) => /redis|valkey/i.test(name))
    const isEmptied = /\.(del|unlink|expire|pexpire|flush\w*)\(/i.test(file.text)
    if (role === 'browser' || !usesRedis || isEmptied) return
    for (const call of calls) {
      if (!setCall.test(call.name) || !isForCache(call, file.path)) continue
      const isBare = call.node.arguments.length === 2
      if (isBare || hasOptionsWithoutEnd(call))
        yield { file, at: call.node.start, message: `${call.name}() without a time to live` }
    }
  },
}

/** Redis also is a store of its own: only what is called a cache is judged as one. */
function isForCache({ name, node, ancestors }: Call, path: string): boolean {
  const key = node.arguments[0] ? (literalText(node.arguments[0]) ?? nameOf(node.arguments[0])) : ''
  const around = ancestors.map((ancestor) =>
    ancestor.type === 'FunctionDeclaration'
      ? (ancestor.id?.name ?? '')
      : ancestor.type === 'MethodDefinition'
        ? nameOf(ancestor.key)
        : '',
  )
  return [name, key, path, ...around].some((text) => /cache/i.test(text))
}

function hasOptionsWithoutEnd({ node }: Call): boolean {
  const options = node.arguments[2]
  if (
    options?.type !== 'ObjectExpression' ||
    options.properties.some(({ type }) => type === 'SpreadElement')
  )
    return false
  const names = options.properties.map((property) =>
    property.type === 'Property' ? nameOf(property.key) || literalText(property.key) : '',
  )
  return !names.some((name) => endOptions.includes(String(name).toLowerCase()))
}

export const endlessMemoryCache: Rule<'source'> = {
  id: 'endless-memory-cache',
  severity: 'warning',
  title: 'A cache in memory that only grows',
  why: 'A map of the module lives as long as the process: it grows with every key ever asked, and never learns of a change.',
  instead:
    'Use a cache with a maximum and a time to live (lru-cache), and delete what was written.',
  source: 'lru-cache documentation; Kleppmann, Designing Data-Intensive Applications, ch. 11',
  *find({ file, program, role }) {
    const ends = /expire|ttl|max_?age|evict/i.test(file.text)
    if (role === 'browser' || role === 'script' || ends) return
    for (const statement of program.body) {
      const declaration =
        statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
      if (declaration?.type !== 'VariableDeclaration') continue
      for (const { id, init, start } of declaration.declarations) {
        if (id.type !== 'Identifier' || !/cache/i.test(id.name) || !init) continue
        const isMap =
          init.type === 'NewExpression' &&
          nameOf(init.callee) === 'Map' &&
          init.arguments.length === 0
        if (isMap && growsOnly(program, id.name))
          yield { file, at: start, message: `${id.name} is filled and never emptied` }
      }
    }
  },
}

/** Keys of which there are as many as there are users and rows. */
const openKey = /(id|url|uri|email|token|slug|query|user|tenant|account|address|ip)$/i

/** Filled with what an asynchronous function learnt of a user's key, and never emptied. */
function growsOnly(program: Node, name: string): boolean {
  const used = new Set<string>()
  let holdsAnswers = false
  walk(program, [], (node, ancestors) => {
    if (node.type !== 'CallExpression' || !nameOf(node.callee).startsWith(`${name}.`)) return
    const method = nameOf(node.callee).slice(name.length + 1)
    used.add(method)
    const around = ancestors.findLast(isFunction)
    const isAsync = around !== undefined && 'async' in around && around.async
    const key = node.arguments[0] ? nameOf(node.arguments[0]) : ''
    if (method === 'set' && isAsync && openKey.test(key)) holdsAnswers = true
  })
  return holdsAnswers && !used.has('delete') && !used.has('clear')
}

export const bodyInLog: Rule<'source'> = {
  id: 'request-in-log',
  severity: 'warning',
  title: 'A whole request in the log',
  why: 'Bodies and headers carry passwords, tokens and personal data, which then live in the log for its whole retention.',
  instead:
    'Log an id, the operation, the outcome and the time; redact by a list of what may be logged.',
  source: 'OWASP Logging Cheat Sheet, Data to exclude',
  *find({ file, calls, role }) {
    if (role === 'browser' || role === 'script') return
    for (const { name, node } of calls) {
      if (!/(^|\.)(console|log|logger)\.(log|info|debug|warn|error|trace|verbose)$/i.test(name))
        continue
      const whole = node.arguments
        .map((argument) => argumentOf(argument))
        .find((text) =>
          /^(req|request|ctx\.req|ctx\.request|event)\.(body|headers|cookies|rawBody)$/.test(text),
        )
      if (whole) yield { file, at: node.start, message: `logs ${whole}` }
    }
  },
}

/** "req.body", also under JSON.stringify or as a property's value. */
function argumentOf(node: Node): string {
  if (node.type === 'CallExpression' && nameOf(node.callee) === 'JSON.stringify')
    return node.arguments[0] ? argumentOf(node.arguments[0]) : ''
  if (node.type === 'ObjectExpression')
    return (
      node.properties
        .map((property) => (property.type === 'Property' ? nameOf(property.value as Node) : ''))
        .find((text) => /\.(body|headers|cookies)$/.test(text)) ?? ''
    )
  return nameOf(node)
}
