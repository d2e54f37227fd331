import type { Node } from 'oxc-parser'

import { type Call, literalText, nameOf, propertyOf } from '../../read/source.ts'
import type { Rule } from '../../rule.ts'

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
