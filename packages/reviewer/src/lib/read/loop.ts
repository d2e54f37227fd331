import type { Node } from 'oxc-parser'

import { type Call, isFunction, nameOf } from './source.ts'

/** Inside a loop over a collection, in the same function as the loop or in its callback. */
export function isAwaitedInLoop({ node, ancestors }: Call): boolean {
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
