import { isAwaitedInLoop } from '../../read/loop.ts'
import { type Call, isForServers, literalText } from '../../read/source.ts'
import type { Rule } from '../../rule.ts'

/** What the widespread PostgreSQL clients and mappers are called where they are used. */
const databaseClients = [
  'prisma',
  'tx',
  'trx',
  'db',
  'database',
  'client',
  'pool',
  'knex',
  'sequelize',
  'manager',
  'em',
  'entityManager',
  'connection',
  'conn',
  'orm',
  'sql',
]
/** Their methods that make one round trip each. */
const roundTrips = [
  'query',
  'execute',
  'executeTakeFirst(OrThrow)?',
  'find(One|Unique|First|Many|ByPk|OneBy)(OrThrow)?',
  'findBy\\w*',
  'create',
  'update',
  'delete',
  'upsert',
  'insert',
  'insertInto',
  'updateTable',
  'deleteFrom',
  'selectFrom',
  'count',
  'save',
]
const ofClient = new RegExp(
  `(^|\\.)(${databaseClients.join('|')})\\w*\\.(\\w+\\.)*(${roundTrips.join('|')})$`,
)
const ofRepository = new RegExp(`(^|\\.)\\w*[rR]epo(sitory)?\\.(find|${roundTrips.join('|')})$`)

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
      const isQuery = ofClient.test(call.name) || ofRepository.test(call.name)
      if (!isQuery || isAside(call) || !isAwaitedInLoop(call)) continue
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
    if (!isForServers(role, hasPages)) return
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
