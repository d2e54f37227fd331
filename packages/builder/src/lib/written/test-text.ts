import type { EntityDefinition, ModuleDefinition, OperationDefinition } from './definition.ts'
import { fitted } from './fitted.ts'
import { identifying } from './store-text.ts'

/** trips.test.ts: what one entity promises, through the one path on a database of its own. */
export function testText(
  entity: EntityDefinition,
  { tenantScoped }: Pick<ModuleDefinition, 'tenantScoped'>,
): string {
  const { add, list, get } = entity.operations
  const names = [add, list, get].flatMap((operation) => operation?.names.binding ?? [])
  const cases = [
    ...(add ? casesOf(entity, add) : emptyCases(entity)),
    ...(tenantScoped && add && get ? [tenantsCase(entity, add, get)] : []),
  ]
  // Without a name it is the module that asks: here, for a tenant.
  const anyone = tenantScoped ? ', { as: service }' : ''
  const body = cases.join('\n').replaceAll(asAnyone, anyone)
  const usesGuest = /\bguest\b/.test(body)
  return `import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
${usesGuest ? "\nimport { guest } from '@archwright/kit'" : ''}
import { startTestApp } from '@archwright/kit/testing'

import { ${names.sort().join(', ')} } from './contract.ts'
import { create as createModule } from './index.ts'

describe('${entity.many.words}', () => {
${body}})
${add ? samples(entity) : ''}${principals(body, tenantScoped)}`
}

/** Stands where a call names no principal. */
const asAnyone = '/* anyone */'

function casesOf(entity: EntityDefinition, add: OperationDefinition): string[] {
  const { list, get } = entity.operations
  return [
    ...(get ? [keptCase(entity, add, get)] : []),
    entity.form === 'series' ? sentTwiceCase(entity, add) : triedTwiceCase(entity, add),
    ...(list ? [pagesCase(entity, add, list)] : []),
    ...(list && entity.form !== 'record' ? [periodCase(entity, add, list)] : []),
    ...(entity.owned && list && get ? [ownerCase(entity, add, { list, get })] : []),
    ...(add.access === 'public' ? [] : [refusedCase(add)]),
  ]
}

function testCase(title: string, body: string): string {
  return `  it('${title}', async () => {
    await using app = await startTestApp(createModule())
${body.replace(/^(?=.)/gm, '    ')}
  })
`
}

function keptCase(
  { names, form }: EntityDefinition,
  add: OperationDefinition,
  get: OperationDefinition,
) {
  const first = form === 'record' ? '\nassert.equal(added.version, 1)' : ''
  return testCase(
    `gives back a ${names.words} as it was added`,
    `const added = await app.call(${add.names.binding}, sample, { as: ${asOf(add)}, key: 'first-key-16-chars' })

assert.deepEqual(await app.call(${get.names.binding}, { ${names.binding}Id: added.id }${asAnyone}), added)${first}
await assert.rejects(app.call(${get.names.binding}, { ${names.binding}Id: unknownId }${asAnyone}), {
  code: '${names.code}_NOT_FOUND',
})`,
  )
}

function triedTwiceCase({ names }: EntityDefinition, add: OperationDefinition): string {
  const call = `app.call(${add.names.binding}, sample, { as: ${asOf(add)}, key: 'first-key-16-chars' })`
  return testCase(
    `adds one ${names.words} for one key, however often it is tried`,
    `const first = await ${call}
const again = await ${call}

assert.deepEqual(again, first)`,
  )
}

function sentTwiceCase(entity: EntityDefinition, add: OperationDefinition): string {
  const call = `app.call(${add.names.binding}, sample, { as: ${asOf(add)} })`
  const key = identifying(entity).some(({ property }) => property === 'ownerId')
    ? 'source and time'
    : 'source and time, whoever sends it'
  return testCase(
    `keeps what is sent twice once, by its ${key}`,
    `const first = await ${call}
const again = await ${call}
const later = { ...sample, at: '2026-01-02T04:00:00.000Z' }
const other = await app.call(${add.names.binding}, later, { as: ${asOf(add)} })

assert.deepEqual(again, first)
assert.notEqual(other.id, first.id)`,
  )
}

function pagesCase(
  { many, form }: EntityDefinition,
  add: OperationDefinition,
  list: OperationDefinition,
) {
  const stream = form !== 'record'
  const input = stream ? `{ ...sample, at: \`2026-01-02T0\${number}:00:00.000Z\` }` : 'sample'
  const as = `as: ${asOf(list)}`
  const order = stream ? 'latest' : 'newest'
  return testCase(
    `lists ${many.words} ${order} first, page by page`,
    `const ids: string[] = []
for (const number of [1, 2, 3]) {
  const options = { as: ${asOf(add)}, key: \`key-\${number}-of-the-test\` }
  const { id } = await app.call(${add.names.binding}, ${input}, options)
  ids.unshift(id)
}

const first = await app.call(${list.names.binding}, { limit: 2 }, { ${as} })
assert.ok(first.nextCursor)
const rest = { limit: 2, cursor: first.nextCursor }
const second = await app.call(${list.names.binding}, rest, { ${as} })
const listed = [...first.items, ...second.items].map(({ id }) => id)

assert.deepEqual(listed, ids)
assert.equal(second.nextCursor, null)`,
  )
}

function periodCase(
  { many }: EntityDefinition,
  add: OperationDefinition,
  list: OperationDefinition,
): string {
  const call = `app.call(${list.names.binding}`
  return testCase(
    `lists ${many.words} of one source and a stretch of time`,
    `for (const [source, at] of [
  ['a', '2026-01-01T00:00:00.000Z'],
  ['a', '2026-01-02T00:00:00.000Z'],
  ['b', '2026-01-02T00:00:00.000Z'],
] as const) {
  const options = { as: ${asOf(add)}, key: \`\${source} \${at} of the test\` }
  await app.call(${add.names.binding}, { ...sample, source, at }, options)
}
const day = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' }

const ofDay = await ${call}, day, { as: ${asOf(list)} })
const ofSource = await ${call}, { source: 'a' }, { as: ${asOf(list)} })

assert.deepEqual(ofDay.items.map(({ source, at }) => [source, at]), [['a', day.from]])
assert.deepEqual(ofSource.items.map(({ at }) => at), [day.to, day.from])`,
  )
}

function ownerCase(
  { names, many }: EntityDefinition,
  add: OperationDefinition,
  { list, get }: { list: OperationDefinition; get: OperationDefinition },
): string {
  const input = `{ ${names.binding}Id: added.id }`
  return testCase(
    `shows ${many.words} to whom they belong and to staff, and to nobody else`,
    `const added = await app.call(${add.names.binding}, sample, { as: ${asOf(add)}, key: 'first-key-16-chars' })
const other = { ...${asOf(add)}, id: unknownId }

assert.deepEqual((await app.call(${list.names.binding}, {}, { as: other })).items, [])
await assert.rejects(app.call(${get.names.binding}, ${input}, { as: other }), {
  code: '${names.code}_NOT_FOUND',
})
assert.deepEqual((await app.call(${list.names.binding}, {}, { as: staff })).items, [added])
assert.deepEqual(await app.call(${get.names.binding}, ${input}, { as: staff }), added)`,
  )
}

function tenantsCase(
  { names, many }: EntityDefinition,
  add: OperationDefinition,
  get: OperationDefinition,
): string {
  return testCase(
    `keeps the ${many.words} of a tenant from others`,
    `const added = await app.call(${add.names.binding}, sample, { as: ${asOf(add)}, key: 'first-key-16-chars' })
const elsewhere = { ...service, tenant: unknownId }

await assert.rejects(app.call(${get.names.binding}, { ${names.binding}Id: added.id }, { as: elsewhere }), {
  code: '${names.code}_NOT_FOUND',
})`,
  )
}

function refusedCase(add: OperationDefinition): string {
  const { access } = add
  const stranger = access === 'internal' ? 'staff' : 'guest'
  const code = access === 'internal' ? 'FORBIDDEN' : 'UNAUTHENTICATED'
  return testCase(
    `is not for ${access === 'internal' ? 'people' : 'strangers'} to add`,
    `const options = { as: ${stranger}, key: 'first-key-16-chars' }

await assert.rejects(app.call(${add.names.binding}, sample, options), { code: '${code}' })`,
  )
}

/** An entity that nobody adds through this module: it is empty until there is a way. */
function emptyCases({ names, many, operations: { list, get } }: EntityDefinition): string[] {
  return [
    ...(list
      ? [
          testCase(
            `has no ${many.words} at first`,
            `assert.deepEqual(await app.call(${list.names.binding}, {}${asAnyone}), { items: [], nextCursor: null })`,
          ),
        ]
      : []),
    ...(get
      ? [
          testCase(
            `says when there is no such ${names.words}`,
            `await assert.rejects(app.call(${get.names.binding}, { ${names.binding}Id: unknownId }${asAnyone}), {
  code: '${names.code}_NOT_FOUND',
})`,
          ),
        ]
      : []),
  ]
}

/** The principal a test calls an operation as. */
function asOf({ access }: OperationDefinition): string {
  if (access === 'public') return 'guest'
  if (access === 'internal') return 'service'
  return access[0] ?? 'staff'
}

function samples({ columns }: EntityDefinition): string {
  const given = columns.filter((column) => column.given)
  const fields = given.map(({ property, sample }) => `${property}: ${sample}`)
  return `\nconst sample = ${fitted('{', fields, '}')}\n`
}

const unknownId = `const unknownId = '0192f3a1-7c1e-7000-8000-000000000000'`
const tenant = `const tenant = '0192f3a1-7c1e-7000-8000-0000000000ff'`
const principalTexts = {
  customer: `const customer = { id: '0192f3a1-7c1e-7000-8000-00000000000c', roles: ['customer'] }`,
  partner: `const partner = { id: '0192f3a1-7c1e-7000-8000-00000000000d', roles: ['partner'] }`,
  staff: `const staff = { id: '0192f3a1-7c1e-7000-8000-00000000000a', roles: ['staff'] }`,
  service: `const service = { id: 'test', roles: ['service'] }`,
}

function principals(body: string, tenantScoped: boolean): string {
  const code = body.replace(/it\('.*'/g, '')
  const used = ([name]: [string, string]) => new RegExp(`\\b${name}\\b(?!')`).test(code)
  const people = Object.entries(principalTexts).filter(used)
  const texts = people.map(([, text]) => (tenantScoped ? text.replace(' }', ', tenant }') : text))
  return [
    ...(used(['unknownId', unknownId]) ? [unknownId] : []),
    ...(tenantScoped && people.length > 0 ? [tenant] : []),
    ...texts,
  ]
    .map((text) => `${text}\n`)
    .join('')
}
