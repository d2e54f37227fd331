import type { EntityDefinition, OperationDefinition } from './definition.ts'
import { fitted } from './fitted.ts'

/** list-trips.ts */
export function listHandlerText(entity: EntityDefinition, list: OperationDefinition): string {
  const { names, many, owned, form } = entity
  const stream = form !== 'record'
  const key = stream
    ? "Type.Tuple([Type.String({ format: 'date-time' }), Type.String({ format: 'uuid' })])"
    : "Type.Tuple([Type.String({ format: 'uuid' })])"
  return `import { handle, pageOfRows } from '@archwright/kit'
import { Type } from 'typebox'

import { ${list.names.binding} } from './contract.ts'
${owned ? "import { actsOnAll } from './owner.ts'\n" : ''}import { read${many.type} } from './${names.file}-store.ts'

const Key = ${key}
${stream ? moments : newest}

${stream ? periodHandler(entity, list) : pageHandler(entity, list)}`
}

const newest = `/** Before every id: where a list of the newest starts. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'`
const moments = `/** Later than any time. */
const never = '9999-12-31T23:59:59.999Z'
const firstId = '00000000-0000-0000-0000-000000000000'`

const ownerLine = '  const ownerId = actsOnAll(principal) ? null : principal.id\n'

function pageHandler({ many, owned }: EntityDefinition, { names }: OperationDefinition): string {
  const list = owned ? `\`${many.words} \${ownerId ?? ''}\`` : `'${many.words}'`
  return `export const handle${pascal(names.binding)} = handle(${names.binding}, async (input, { sql, cursors${owned ? ', principal' : ''} }) => {
  const { cursor, limit = 20 } = input
${owned ? ownerLine : ''}  const list = ${list}
  const [before] = cursor ? cursors.decode(list, cursor, Key) : [newest]

  const rows = await read${many.type}(sql, { ${owned ? 'ownerId, ' : ''}before, limit: limit + 1 })

  return pageOfRows(rows, limit, ({ id }) => cursors.encode(list, [id]))
})
`
}

function periodHandler({ many, owned }: EntityDefinition, { names }: OperationDefinition): string {
  const filters = `${owned ? 'ownerId, ' : ''}source, from, to`
  return `export const handle${pascal(names.binding)} = handle(${names.binding}, async (input, { sql, cursors${owned ? ', principal' : ''} }) => {
  const { source = null, from = null, to = never, cursor, limit = 20 } = input
${owned ? ownerLine : ''}  const list = \`${many.words} \${JSON.stringify([${filters}])}\`
  const [at, id] = cursor ? cursors.decode(list, cursor, Key) : [to, firstId]

  const rows = await read${many.type}(sql, {
${owned ? '    ownerId,\n' : ''}    source,
    from,
    before: { at, id },
    limit: limit + 1,
  })

  return pageOfRows(rows, limit, (last) => cursors.encode(list, [last.at, last.id]))
})
`
}

/** get-trip.ts */
export function getHandlerText(
  { names, owned }: EntityDefinition,
  get: OperationDefinition,
): string {
  const own = owned ? ' && (actsOnAll(principal) || found.ownerId === principal.id)' : ''
  return `import { handle } from '@archwright/kit'

import { ${get.names.binding} } from './contract.ts'
${owned ? "import { actsOnAll } from './owner.ts'\n" : ''}import { find${names.type} } from './${names.file}-store.ts'

export const handle${pascal(get.names.binding)} = handle(${get.names.binding}, async (input, context) => {
  const { sql, fail${owned ? ', principal' : ''} } = context
  const found = await find${names.type}(sql, input.${names.binding}Id)
${owned ? "  // Somebody else's is not told from none, so that ids cannot be tried out.\n" : ''}  if (found${own}) return found
  throw fail.${names.code}_NOT_FOUND()
})
`
}

/** create-trip.ts */
export function addHandlerText(entity: EntityDefinition, add: OperationDefinition): string {
  const { names, owned, form } = entity
  const { binding } = add.names
  const series = form === 'series'
  const imported = [binding, ...(add.event ? [add.event] : [])].sort()
  const stored = series ? ['findSent', `insert${names.type}`] : [`insert${names.type}`]
  const fields = [
    '...input',
    'id: newId()',
    ...(owned ? ['ownerId: principal.id'] : []),
    ...(form === 'record'
      ? ['version: 1', 'createdAt: now().toISOString()']
      : ['receivedAt: now().toISOString()']),
  ]
  const used = [
    'sql',
    'newId',
    'now',
    ...(owned ? ['principal'] : []),
    ...(add.event ? ['publish'] : []),
  ]
  const publish = add.event ? `  publish(${add.event}, { ${names.binding}Id: added.id })\n` : ''
  return `import { handle } from '@archwright/kit'

import { ${imported.join(', ')} } from './contract.ts'
import { ${stored.join(', ')} } from './${names.file}-store.ts'

export const handle${pascal(binding)} = handle(${binding}, async (input, context) => {
  const { ${used.join(', ')} } = context
  const row = ${fitted('{', fields, '}', 2)}
  const added = await insert${names.type}(sql, row)
${series ? sentBefore(names.words) : ''}${publish}  return added
})
`
}

function sentBefore(words: string): string {
  return `  if (!added) {
    const sent = await findSent(sql, row)
    if (!sent) throw new TypeError('a ${words} that was in the way is gone; none is ever deleted')
    return sent
  }
`
}

/** owner.ts */
export const ownerText = `import { hasRole, type Principal } from '@archwright/kit'

/** Staff and our own modules act on everything, others on what they added. */
export function actsOnAll(principal: Principal): boolean {
  return hasRole(principal, 'staff') || hasRole(principal, 'service')
}
`

export function pascal(binding: string): string {
  return binding.charAt(0).toUpperCase() + binding.slice(1)
}
