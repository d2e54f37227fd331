import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'

import { bookIdOf } from './testing/library.ts'
import { type LibraryServer, startLibrary } from './testing/start-library.ts'

let server: LibraryServer
before(async () => {
  server = await startLibrary()
})
after(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  server.runs.length = 0
})

const aBook = `libraryGetBook(bookId: "${bookIdOf(0)}")`
const aliases = (times: number, field: string, as = 'a') =>
  Array.from({ length: times }, (_, index) => `${as}${index}: ${field}`).join(' ')

interface Bomb {
  readonly query: string
  readonly variables?: object
  readonly code: string
}

const bombs: Readonly<Record<string, Bomb>> = {
  'a query too deep': {
    query: `{ ${aBook} ${'{ author { first '.repeat(4)} { title } ${'} }'.repeat(4)} }`,
    code: 'QUERY_TOO_DEEP',
  },
  'a query too deep by fragments': {
    query: `{ ${aBook} { ...f0 } } ${Array.from(
      { length: 4 },
      (_, index) => `fragment f${index} on Book { author { first { ...f${index + 1} } } }`,
    ).join(' ')} fragment f4 on Book { title }`,
    code: 'QUERY_TOO_DEEP',
  },
  'pages with much in each': {
    query: `{ libraryListBooks(first: 100) { edges { node { ${aliases(50, 'author { name }')} } } } }`,
    code: 'QUERY_TOO_COSTLY',
  },
  'a page whose size is a variable': {
    query: `query ($first: Int) { libraryListBooks(first: $first) { edges { node { ${aliases(50, 'author { name }')} } } } }`,
    variables: { first: 100 },
    code: 'QUERY_TOO_COSTLY',
  },
  'a page whose size is the default of a variable': {
    query: `query ($first: Int = 100) { libraryListBooks(first: $first) { edges { node { ${aliases(50, 'author { name }')} } } } }`,
    code: 'QUERY_TOO_COSTLY',
  },
  'fragments of fragments, each twice': {
    query: `{ ${aBook} { ...f0 } } ${Array.from(
      { length: 40 },
      (_, index) => `fragment f${index} on Book { ...f${index + 1} ...f${index + 1} }`,
    ).join(' ')} fragment f40 on Book { title }`,
    code: 'QUERY_TOO_COSTLY',
  },
  'many aliases of one field': {
    query: `mutation { ${aliases(11, 'libraryBurn')} }`,
    code: 'TOO_MANY_CALLS',
  },
  'many aliases behind fragments': {
    query: `mutation { ...a ...b } fragment a on Mutation { ${aliases(6, 'libraryBurn')} }
      fragment b on Mutation { ... on Mutation { ${aliases(6, 'libraryBurn', 'b')} } }`,
    code: 'TOO_MANY_CALLS',
  },
  'a document of very many words': {
    query: `{ ${aliases(3_000, '__typename')} }`,
    code: 'GRAPHQL_PARSE_FAILED',
  },
  'introspection that opens itself again and again': {
    query: `{ __schema { types ${'{ fields { type '.repeat(5)} { name } ${'} }'.repeat(5)} } }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
}

describe('what asks for too much is refused before anything runs', () => {
  for (const [name, { query, variables, code }] of Object.entries(bombs)) {
    it(name, async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        const { data, errors } = await server.ask(query, variables)
        assert.equal(errors?.[0]?.extensions.code, code, errors?.[0]?.message)
        assert.equal(data, undefined)
      }
      assert.deepEqual(server.runs, [])
    })
  }

  it('and what asks for no more than is allowed is answered', async () => {
    const node = 'title words author { name first { title } } edited { name }'
    const { data, errors } = await server.ask(
      `{ libraryListBooks(first: 100) { edges { cursor node { ${node} } } pageInfo { hasNextPage } } }`,
    )
    assert.equal(errors, undefined)
    assert.equal(data.libraryListBooks.edges.length, 100)
  })
})

describe('budgets', () => {
  const reading = { read: { perSecond: 0.001, burst: 5, per: 'principal' } } as const

  it('are charged for each call of a request, not for what objects refer to', async () => {
    await using limited = await startLibrary({ wiring: { limits: reading } })
    const ada = await limited.token('ada', 'customer')
    const page =
      '{ libraryListBooks(first: 100) { edges { node { author { name } edited { name } } } } }'
    for (let turn = 0; turn < 2; turn += 1) {
      const { data, errors } = await limited.ask(page, {}, ada)
      assert.equal(errors, undefined)
      assert.equal(data.libraryListBooks.edges.length, 100)
    }
    const { data, errors } = await limited.ask(
      `{ ${aliases(5, 'libraryGetAuthor(authorId: 1) { name }')} }`,
      {},
      ada,
    )
    assert.equal(Object.values(data).filter((answer) => answer !== null).length, 3)
    assert.deepEqual(
      errors?.map(({ extensions }) => extensions.code),
      ['RATE_LIMITED', 'RATE_LIMITED'],
    )
    const other = await limited.token('bob', 'customer')
    assert.equal((await limited.ask(page, {}, other)).errors, undefined)
  })
})
