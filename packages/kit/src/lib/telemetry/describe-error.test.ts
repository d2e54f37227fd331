import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Type } from 'typebox'

import { defaultWiring } from '../app/wiring.ts'
import { personal, sensitiveFields } from '../contract/sensitive.ts'
import { brewTea, teaShop } from '../contracts-out/tea-shop.fixture.ts'
import { type Database, openDatabase } from '../data/database.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { describeError } from './describe-error.ts'
import { createLogger } from './logger.ts'

const value = 'geheimnisvoll@example.com'

let server: Awaited<ReturnType<typeof testDatabase>>
let database: Database
before(async () => {
  server = await testDatabase()
  database = openDatabase(server.url, defaultWiring('test', []).database)
  await database.sql`create table person (email text unique, age integer check (age > 0))`
  await database.sql`insert into person values (${value}, 7)`
})
after(async () => {
  await database.close()
  await server[Symbol.asyncDispose]()
})

describe('an error in the log', () => {
  const causes: Readonly<Record<string, () => Promise<unknown>>> = {
    'a value of the wrong type': () => database.sql`select ${value}::text::uuid`,
    'a value that is taken': () => database.sql`insert into person values (${value}, 7)`,
    'a row that breaks a rule': () => database.sql`insert into person values (${`x${value}`}, 0)`,
    'text that is no JSON': async () => JSON.parse(`{"email":${value}`),
    'an address in a message': async () => {
      throw new Error(`550 no such user <${value}> here`)
    },
    'a cause': async () => {
      throw new Error('outer', { cause: new Error(`to ${value}`) })
    },
    'own fields': async () => {
      throw Object.assign(new TypeError('outer'), { input: value, detail: { value } })
    },
  }
  for (const [reason, fail] of Object.entries(causes)) {
    it(`tells nothing of ${reason} but where and of which kind`, async () => {
      const error: unknown = await fail().then(
        () => assert.fail('nothing failed'),
        (thrown) => thrown,
      )
      const lines: string[] = []
      const logger = createLogger({
        service: 'test',
        destination: { write: (line) => void lines.push(line) },
      })
      logger.error({ err: error }, 'call failed')
      logger.error({ error }, 'call failed')
      assert.doesNotMatch(lines.join(), /geheimnisvoll/)
      assert.match(lines.join(), /describe-error\.test|pg\/lib/, 'it says where')
    })
  }

  it('keeps what helps to find it', async () => {
    const error = await database.sql`insert into person values (${value}, 7)`.catch(
      (thrown) => thrown,
    )
    assert.partialDeepStrictEqual(describeError(error), {
      ...{ name: 'DatabaseError', code: '23505', table: 'person' },
      constraint: 'person_email_key',
    })
    const missing = await database.sql`select * from nowhere`.catch((thrown) => thrown)
    assert.match(describeError(missing).message, /relation "nowhere" does not exist/)
  })
})

describe('fields that the contract marks', () => {
  it('are known by name through arrays, unions and nested objects, and never written', () => {
    const address = Type.Object({ lines: Type.Array(Type.String(personal)) })
    const input = Type.Object({
      email: Type.String({ ...personal, format: 'email' }),
      to: Type.Array(Type.Object({ address: Type.Union([address, Type.Null()]) })),
      nick: Type.Union([Type.String(personal), Type.Null()]),
      cups: Type.Integer(),
    })
    const handlers = [{ operation: { ...brewTea, input }, stages: {} }]
    const sensitive = sensitiveFields([{ ...teaShop, handlers }])
    assert.deepEqual([...sensitive].sort(), ['email', 'lines', 'nick'])
    const lines: string[] = []
    const logger = createLogger({
      ...{ service: 'test', sensitive },
      destination: { write: (line) => void lines.push(line) },
    })
    const deep = { a: { b: { c: [{ email: value }] } } }
    logger.info({ email: value, nick: value, cups: 2, deep, to: [{ address: { lines: [value] } }] })
    assert.doesNotMatch(lines.join(), /geheimnisvoll/)
    assert.match(lines.join(), /"cups":2/)
  })
})
