import type { Node } from 'oxc-parser'

import { type Call, isFunction, literalText, nameOf, propertyOf } from '../../read/source.ts'
import type { Rule } from '../../rule.ts'

/** Calls of the widespread PostgreSQL and ORM clients that make one round trip each. */
const database =
  /(^|\.)(prisma|tx|trx|db|database|client|pool|knex|sequelize|manager|em|entityManager|connection|conn|orm|sql)\w*\.(\w+\.)*(query|execute|findOne|findUnique|findFirst|findMany|findBy\w*|findOneBy|findByPk|create|update|delete|upsert|insert|count|save|executeTakeFirst\w*|insertInto|updateTable|deleteFrom|selectFrom)\b|(^|\.)\w*(repository|Repository|Repo)\.(find|findOne|findOneBy|findBy\w*|save|update|delete|insert|count|query)$/

const remote =
  /^(this\.)?(\w*axios\w*|got|ky|superagent|needle|http[cC]lient|httpService)(\.(get|post|put|patch|delete|request))?$|^fetch$/

export const queryInLoop: Rule<'source'> = {
  id: 'query-in-loop',
  severity: 'warning',
  title: 'One query for each row of another (N+1)',
  why: 'N rows cost N round trips; what takes 5 ms with ten rows takes a second with two thousand.',
  instead:
    'Ask once for all of them: a join, `WHERE id = ANY($1)`, an INSERT of many rows, or a batching loader.',
  source:
    'Fowler, Patterns of Enterprise Application Architecture, Lazy Load (ripple loading); PostgreSQL documentation, Populating a Database §14.4',
  *find({ file, calls, role }) {
    if (role === 'browser' || role === 'script') return
    for (const call of calls) {
      if (!database.test(call.name) || isAside(call) || !isAwaitedInLoop(call)) continue
      yield { file, at: call.node.start, message: `${call.name}() once per item of a loop` }
    }
  },
}

export const remoteCallInLoop: Rule<'source'> = {
  id: 'remote-call-in-loop',
  severity: 'warning',
  title: 'One call over the network for each item (chatty)',
  why: 'Latency and the chance of a failure multiply with the items, and the other side receives a burst for each call of yours.',
  instead:
    'Ask for all of them in one call; where the other side has none, bound how many run at once and how long.',
  source:
    'Fowler, Patterns of Enterprise Application Architecture, Remote Facade; Microsoft Azure Architecture Center, Chatty I/O',
  *find({ file, calls, role }, { hasPages }) {
    if (role !== 'server' && (role !== 'either' || hasPages)) return
    for (const call of calls) {
      if (!remote.test(call.name) || !isAwaitedInLoop(call)) continue
      yield { file, at: call.node.start, message: `${call.name}() once per item of a loop` }
    }
  },
}

/** Commands that take one name at a time, and what a unit of work only makes in memory. */
function isAside({ name, node }: Call): boolean {
  const [first] = node.arguments
  const text = first ? (literalText(first) ?? '') : ''
  if (
    /^\s*(un)?listen|^\s*(create|drop|alter|set|begin|commit|analyze|vacuum|truncate|reindex|refresh|savepoint)\b/i.test(
      text,
    )
  )
    return true
  return /(^|\.)(em|manager|entityManager|\w*[rR]epo(sitory)?)\.create$/.test(name)
}

/** Inside a loop over a collection, in the same function as the loop or in its callback. */
function isAwaitedInLoop({ node, ancestors }: Call): boolean {
  let isAwaited = false
  for (let index = ancestors.length - 1; index >= 0; index--) {
    const ancestor = ancestors[index] as Node
    const child = (ancestors[index + 1] ?? node) as Node
    if (ancestor.type === 'AwaitExpression' || ancestor.type === 'ReturnStatement') isAwaited = true
    if (ancestor.type === 'ForOfStatement' || ancestor.type === 'ForInStatement')
      return (
        isAwaited &&
        child === ancestor.body &&
        !leavesLoop(ancestors.slice(index + 1)) &&
        !isSmall(ancestor.right)
      )
    if (!isFunction(ancestor)) continue
    if (ancestor.type === 'ArrowFunctionExpression' && ancestor.expression) isAwaited = true
    const parent = ancestors[index - 1]
    const isCallback = parent?.type === 'CallExpression' && child !== parent.callee
    if (!isCallback || !isAwaited) return false
    if (iterates.test(nameOf(parent.callee)) && parent.arguments[0] === ancestor)
      return !isSmall(collectionOf(parent.callee))
    if (!passesThrough.test(nameOf(parent.callee))) return false
  }
  return false
}

const iterates = /\.(map|forEach|flatMap)$/
const passesThrough = /(limit|retry|wrap|transaction)$/i

/** A loop that returns or breaks right after the call makes it once, or until it succeeds. */
function leavesLoop(inside: readonly Node[]): boolean {
  if (inside.some(({ type }) => type === 'ReturnStatement')) return true
  return inside.some(
    (node) =>
      node.type === 'BlockStatement' &&
      node.body.some(({ type }) => type === 'BreakStatement' || type === 'ReturnStatement'),
  )
}

function collectionOf(callee: Node): Node {
  return callee.type === 'MemberExpression' ? callee.object : callee
}

/** Written out in place, it has a known number of items; so have chunks, which already are batches. */
function isSmall(collection: Node): boolean {
  if (collection.type === 'ArrayExpression') return true
  return /chunk|batch|page/i.test(nameOf(collection))
}

export const retryWithoutIdempotency: Rule<'source'> = {
  id: 'retry-without-idempotency',
  severity: 'warning',
  title: 'A retried POST without a key',
  why: 'A timeout does not say whether the call took effect; the retry then orders, charges or sends again.',
  instead: 'Send the same Idempotency-Key with every attempt, or retry only what is idempotent.',
  source: 'RFC 9110 §9.2.2; AWS Builders Library, Making retries safe with idempotent APIs',
  *find({ file, calls, role }) {
    if (role === 'script' || /idempot/i.test(file.text)) return
    for (const call of calls) {
      if (!isPost(call) || !isRetried(call)) continue
      yield { file, at: call.node.start, message: `${call.name}() posts, and is retried` }
    }
  },
}

function isPost({ name, node }: Call): boolean {
  if (/^(this\.)?(\w*axios\w*|got|ky|http[cC]lient|httpService)\.post$/.test(name)) return true
  const method = name === 'fetch' && propertyOf(node.arguments[1] as Node, 'method')
  return method ? literalText(method)?.toUpperCase() === 'POST' : false
}

const retryCall =
  /(^|\.)(p?Retry|asyncRetry|withRetry|retryAsync|backOff|retryWithBackoff|retryPolicy\.execute)$/i

/** In the callback of a retrying function, or in a loop that counts attempts. */
function isRetried({ ancestors }: Call): boolean {
  return ancestors.some((ancestor) => {
    if (ancestor.type === 'CallExpression') return retryCall.test(nameOf(ancestor.callee))
    if (ancestor.type !== 'ForStatement') return false
    const [declared] =
      ancestor.init?.type === 'VariableDeclaration' ? ancestor.init.declarations : []
    return declared?.id.type === 'Identifier' && /attempt|retr|tries/i.test(declared.id.name)
  })
}
