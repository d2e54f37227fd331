import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { composeServices } from '@theguild/federation-composition'
import { buildSchema, parse, printSchema, validateSchema } from 'graphql'
import { Type } from 'typebox'

import { query } from '../../contract/operation.ts'
import { refersTo } from '../../contract/reference.ts'
import { doors } from '../../feed/testing/swings.ts'
import { defineModule, type Module } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { library } from '../../transports/graphql/testing/library.ts'
import { teaShop } from '../tea-shop.fixture.ts'
import { emitGraphql } from './emit.ts'

const books = library(0, { runs: [] })

describe('the GraphQL schema', () => {
  it('is valid, and the same on every run', () => {
    const text = emitGraphql([books, teaShop, doors])
    const schema = buildSchema(text)
    assert.deepEqual(validateSchema(schema), [])
    assert.equal(`${printSchema(schema)}\n`, text)
    assert.equal(emitGraphql([books, teaShop, doors]), text)
  })

  it('offers queries, commands and subscriptions by the names of their modules and theirs', () => {
    const schema = buildSchema(emitGraphql([books, teaShop, doors]))
    const fieldsOf = (name: string) =>
      Object.values(
        (schema.getType(name) as ReturnType<typeof schema.getQueryType>)?.getFields() ?? {},
      )
    assert.deepEqual(
      fieldsOf('Mutation').map(({ name }) => name),
      ['libraryRename', 'libraryBurn', 'teaBrewTea', 'teaSetPrice', 'teaRemoveTea', 'doorsSwing'],
      'neither what is internal nor what reads the raw body of a request',
    )
    assert.deepEqual(
      fieldsOf('Subscription').map(({ name, type }) => `${name} ${type}`),
      ['doorsSwings DoorsSwingsTold', 'doorsEverybodysSwings DoorsEverybodysSwingsTold'],
    )
    const brew = fieldsOf('Mutation').find(({ name }) => name === 'teaBrewTea')
    assert.deepEqual(
      brew?.args.map(({ name, type }) => `${name}: ${type}`),
      ['teaId: UUID!', 'cups: Int!', 'note: String', 'idempotencyKey: String!'],
    )
    assert.match(brew?.description ?? '', /^Brews a pot\.\n\nFails with NO_SUCH_TEA, OUT_OF_TEA, /)
    const price = fieldsOf('Mutation').find(({ name }) => name === 'teaSetPrice')
    assert.equal(price?.deprecationReason, 'Since 2026-01-31.')
  })

  it('tells types apart that would have one name, and leaves values text that would', () => {
    const output = (name: string) =>
      Type.Object({
        c: Type.Object({ [name]: Type.String() }),
        size: Type.Enum(['é', 'ü']),
      })
    const asked = ['a.b', 'a.bC'].map((name) =>
      handle(
        query({
          name: name as 'a.b',
          summary: 's',
          input: Type.Object({}),
          output: name === 'a.b' ? output('x') : Type.Object({ y: Type.String() }),
          access: 'public',
        }),
        async () => assert.fail('never run'),
      ),
    )
    const text = emitGraphql([defineModule({ name: 'a', summary: 's', handlers: asked })])
    assert.deepEqual(validateSchema(buildSchema(text)), [])
    assert.match(text, /type ABC2? \{\n {2}x: String!/)
    assert.match(text, /type ABC2? \{\n {2}y: String!/)
    assert.match(text, /size: String!/)
  })

  it('refuses two operations of one name, and references to what is not there', () => {
    const asked = (name: `${string}.${string}`, output = Type.Object({ a: Type.String() })) =>
      handle(
        query({ name, summary: 's', input: Type.Object({}), output, access: 'public' }),
        async () => {
          throw new Error('never run')
        },
      )
    const moduleOf = (name: string, ...handlers: ReturnType<typeof asked>[]): Module =>
      defineModule({ name, summary: 's', handlers })
    assert.throws(
      () => emitGraphql([moduleOf('a', asked('a.b-c')), moduleOf('a-b', asked('a-b.c'))]),
      /two operations are called aBC in GraphQL/,
    )
    const dangling = Type.Object({ a: refersTo(Type.String(), { book: 'library.getBok' }) })
    assert.throws(
      () => emitGraphql([books, moduleOf('a', asked('a.b', dangling))]),
      /a refers to library\.getBok, which is no query that clients may ask/,
    )
    const alone = emitGraphql([moduleOf('a', asked('a.b', dangling))])
    assert.match(
      alone,
      /type AB \{\n {2}a: String!\n\}/,
      'without the module there is no such field',
    )
  })
})

describe('the subgraph', () => {
  const subgraph = (...modules: Module[]) => emitGraphql(modules, { federation: true })

  it('has a key for each object that a query gets by it', () => {
    const text = subgraph(books)
    assert.match(text, /type Book @key\(fields: "bookId"\) \{/)
    assert.match(text, /type Author @key\(fields: "authorId"\) \{/)
  })

  it('composes with others into one supergraph', () => {
    const reviews = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      scalar UUID
      type Query { best: Book }
      type Book @key(fields: "bookId") { bookId: UUID! stars: Int! }`
    const composed = composeServices([
      { name: 'library', typeDefs: parse(subgraph(books)), url: 'http://library' },
      { name: 'tea', typeDefs: parse(subgraph(teaShop)), url: 'http://tea' },
      { name: 'reviews', typeDefs: parse(reviews), url: 'http://reviews' },
    ])
    assert.deepEqual(composed.errors?.map(({ message }) => message) ?? [], [])
    const supergraph = buildSchema(composed.publicSdl ?? '')
    const book = supergraph.getType('Book') as ReturnType<typeof supergraph.getQueryType>
    assert.ok(book?.getFields().stars && book.getFields().title)
  })
})
