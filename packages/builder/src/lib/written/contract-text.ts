import type {
  Access,
  EntityDefinition,
  ModuleDefinition,
  OperationDefinition,
} from './definition.ts'
import { fitted } from './fitted.ts'
import { capitalized } from './names.ts'

/** The contract.ts of a written module. */
export function contractText(module: ModuleDefinition): string {
  const { name, entities } = module
  const kinds = new Set(entities.flatMap(importsOf))
  return `/** What callers of the ${name} module may rely on: ${entities.map(({ many }) => many.words).join(', ')}. */

import { ${[...kinds].sort().join(', ')} } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

${sharedSchemas(entities)}${entities.map((entity) => entityText(name, entity)).join('\n')}`
}

function importsOf({ operations: { list, get, add } }: EntityDefinition): string[] {
  return [
    ...(list ? ['pageInput', 'pageOf', 'query'] : []),
    ...(get ? ['query'] : []),
    ...(add ? ['command'] : []),
    ...(add?.event ? ['event'] : []),
  ]
}

const schemas = {
  text: `const text = (maxLength: number) =>
  // PostgreSQL keeps no NUL in text.
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\\\u0000]*$' })
`,
  Time: `const Time = Type.String({
  format: 'date-time',
  pattern: '^[12]\\\\d{3}-',
  examples: ['2026-01-02T03:04:05.000Z'],
})
`,
  Version: `const Version = Type.Integer({ minimum: 1, description: 'Grows with every change; also the ETag.' })
`,
  Attributes: `const Attributes = Type.Record(
  Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$' }),
  Type.Union([
    Type.String({ maxLength: 500, pattern: '^[^\\\\u0000]*$' }),
    Type.Number(),
    Type.Boolean(),
  ]),
  { maxProperties: 50, examples: [{ color: 'red', count: 2 }] },
)
`,
}

function sharedSchemas(entities: readonly EntityDefinition[]): string {
  const used = entities.flatMap(({ columns }) => columns.map(({ schema }) => schema)).join(' ')
  const streams = entities.some(({ form, operations }) => form !== 'record' && operations.list)
  return Object.entries(schemas)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(used) || (name === 'Time' && streams))
    .map(([, text]) => `${text}\n`)
    .join('')
}

function entityText(module: string, entity: EntityDefinition): string {
  const { names, columns, operations } = entity
  const given = columns.filter((column) => column.given)
  const fields = `${names.binding}Fields`
  const properties = columns.flatMap((column) => {
    if (!column.given) return [`${column.property}: ${column.schema}`]
    return column === given[0] ? [`...${fields}`] : []
  })
  return [
    `const ${fields} = ${fitted(
      '{',
      given.map(({ property, schema }) => `${property}: ${schema}`),
      '}',
    )}\n`,
    `export type ${names.type} = Static<typeof ${names.type}>`,
    `export const ${names.type} = Type.Object(${fitted('{', properties, '}')})\n`,
    ...(operations.list ? [listText(module, entity, operations.list)] : []),
    ...(operations.get ? [getText(module, entity, operations.get)] : []),
    ...(operations.add ? [addText(module, entity, operations.add)] : []),
  ].join('\n')
}

function listText(
  module: string,
  { names, many, path, form, owned }: EntityDefinition,
  list: OperationDefinition,
) {
  const stream = form !== 'record'
  const filters = stream
    ? ['source: Type.Optional(text(100))', 'from: Type.Optional(Time)', 'to: Type.Optional(Time)']
    : []
  const order = stream ? 'latest first; at or after `from`, before `to`' : 'newest first'
  return declared('query', `${module}.${list.verb}`, list, [
    summary(`${capitalized(many.words)}, ${order}`, owned),
    `input: Type.Object(${fitted('{', [...filters, '...pageInput'], '}', 2)})`,
    `output: pageOf(${names.type})`,
    ...restOf(list, `'GET ${path}'`),
    "limit: 'read'",
    'paged: true',
  ])
}

function getText(
  module: string,
  { names, path, form, owned }: EntityDefinition,
  get: OperationDefinition,
) {
  const idField = `${names.binding}Id`
  const route = `GET ${path}/{${idField}}`
  const rest = form === 'record' ? `{ route: '${route}', etag: 'version' }` : `'${route}'`
  return declared('query', `${module}.${get.verb}`, get, [
    summary(`One ${names.words}`, owned),
    `input: Type.Object({ ${idField}: ${names.type}.properties.id })`,
    `output: ${names.type}`,
    `errors: {\n    ${names.code}_NOT_FOUND: { kind: 'not-found', says: 'There is no such ${names.words}.' },\n  }`,
    ...restOf(get, rest),
    "limit: 'read'",
  ])
}

function addText(module: string, entity: EntityDefinition, add: OperationDefinition) {
  const { names, path, form } = entity
  const etag = form === 'record' ? ", etag: 'version'" : ''
  const series = form === 'series'
  const repeat = series ? '; what was sent before, of the same source and time, stays as it is' : ''
  const text = declared('command', `${module}.${add.verb}`, add, [
    summary(`Adds a ${names.words}${repeat}`, false),
    `input: Type.Object(${names.binding}Fields)`,
    `output: ${names.type}`,
    ...restOf(add, `{ route: 'POST ${path}', status: 201${etag} }`),
    "limit: 'write'",
    `idempotency: '${series ? 'natural' : 'key'}'`,
  ])
  if (!add.event) return text
  return `${text}
export const ${add.event} = event({
  name: '${module}.${add.event}',
  summary: 'A ${names.words} was added',
  data: Type.Object({ ${names.binding}Id: ${names.type}.properties.id }),
})
`
}

function declared(
  kind: 'query' | 'command',
  name: string,
  { names, access }: OperationDefinition,
  lines: readonly string[],
): string {
  const all = [`name: '${name}'`, ...lines, `access: ${accessText(access)}`]
  return `export const ${names.binding} = ${kind}({
${all.map((line) => `  ${line},`).join('\n')}
})
`
}

function restOf({ access }: OperationDefinition, text: string): string[] {
  return access === 'internal' ? [] : [`rest: ${text}`]
}

function summary(says: string, owned: boolean): string {
  return `summary: '${says}${owned ? '; whoever is not staff sees their own' : ''}'`
}

export function accessText(access: Access): string {
  return typeof access === 'string'
    ? `'${access}'`
    : `[${access.map((role) => `'${role}'`).join(', ')}]`
}
