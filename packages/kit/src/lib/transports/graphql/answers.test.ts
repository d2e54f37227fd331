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

const whole = `bookId title kind authorId words price blurb subtitle labels printedAt
  place { __typename ... on Shelf { room shelf } ... on Download { url } }`

describe('values', () => {
  it('come as they are: 64 bits, fractions, times, text of many planes, maps, unions, enums, null', async () => {
    const query = `query ($id: UUID!) { libraryGetBook(bookId: $id) { ${whole} } }`
    const first = await server.ask(query, { id: bookIdOf(0) })
    assert.deepEqual(first.data.libraryGetBook, {
      bookId: bookIdOf(0),
      title: 'Book 0 – naïve 日本語 😀 e\u0301',
      kind: 'NOVEL',
      authorId: 0,
      words: Number.MAX_SAFE_INTEGER,
      price: 0.1,
      blurb: '',
      subtitle: 'More',
      labels: { 'a b': 'ü', constructor: 'c' },
      printedAt: '2026-03-29T02:30:00.123456+05:45',
      place: { __typename: 'Shelf', room: 'A', shelf: 0 },
    })
    const second = await server.ask(query, { id: bookIdOf(1) })
    const { kind, blurb, subtitle, place } = second.data.libraryGetBook
    assert.deepEqual(
      { kind, blurb, subtitle, place },
      {
        kind: 'SHORT_STORIES',
        blurb: null,
        subtitle: null,
        place: { __typename: 'Download', url: 'https://example.com/' },
      },
    )
  })

  it('go in as they are: what is absent is not null, in literals and in variables', async () => {
    const librarian = await server.token('ann', 'librarian')
    const givenOf = async (args: string, variables: object = {}, declared = '') => {
      const query = `mutation ($id: UUID! ${declared}) {
        libraryRename(bookId: $id, idempotencyKey: "${crypto.randomUUID()}" ${args}) { given book { title blurb } } }`
      const { data, errors } = await server.ask(query, { id: bookIdOf(1), ...variables }, librarian)
      assert.equal(errors, undefined, JSON.stringify(errors))
      return data.libraryRename
    }
    assert.deepEqual((await givenOf('')).given, [])
    assert.deepEqual(await givenOf(', blurb: null'), {
      given: ['blurb'],
      book: { title: 'Book 1 – naïve 日本語 😀 e\u0301', blurb: null },
    })
    const declared = '$blurb: String, $title: String'
    const both = ', blurb: $blurb, title: $title'
    assert.deepEqual((await givenOf(both, {}, declared)).given, [])
    assert.deepEqual((await givenOf(both, { blurb: null }, declared)).given, ['blurb'])
    assert.deepEqual(
      (await givenOf(both, { title: '\u2028"\\😀' }, declared)).book.title,
      '\u2028"\\😀',
    )
    assert.deepEqual((await givenOf(', note: { by: "a" }')).given, ['note'])
    assert.deepEqual(
      (await givenOf(', place: $place', { place: { room: 'B', shelf: 2 } }, '$place: JSON')).given,
      ['place'],
    )
  })

  it('refuses numbers that a number of JSON does not hold, and what is no UUID', async () => {
    for (const argument of ['longerThan: 9007199254740992', 'longerThan: 1.5', 'kind: POEM']) {
      const { errors } = await server.ask(`{ libraryListBooks(${argument}) { edges { cursor } } }`)
      assert.equal(errors?.[0]?.extensions.code, 'GRAPHQL_VALIDATION_FAILED', argument)
    }
    const query = 'query ($id: UUID!) { libraryGetBook(bookId: $id) { title } }'
    const { errors } = await server.ask(query, { id: 'x' })
    assert.equal(errors?.[0]?.extensions.code, 'INVALID_INPUT')
    assert.deepEqual(server.runs, [])
  })

  it('lets null through to the path where the contract allows it, and there only', async () => {
    const { data } = await server.ask(
      '{ libraryListBooks(longerThan: null, first: 1) { edges { cursor } } }',
    )
    assert.equal(data.libraryListBooks.edges.length, 1)
    const refused = await server.ask('{ libraryListBooks(kind: null) { edges { cursor } } }')
    assert.equal(refused.errors?.[0]?.extensions.code, 'INVALID_INPUT')
  })
})

describe('failures', () => {
  it('carry the code, the status, the evidence and the correlation id', async () => {
    const { data, errors = [] } = await server.ask(
      `{ there: libraryGetBook(bookId: "${bookIdOf(1)}") { bookId }
         gone: libraryGetBook(bookId: "${bookIdOf(999)}") { bookId } }`,
    )
    assert.deepEqual(data, { there: { bookId: bookIdOf(1) }, gone: null })
    const [{ message, path, extensions } = assert.fail()] = errors
    const { correlationId, ...rest } = extensions as { correlationId?: string }
    assert.match(correlationId ?? '', /^[0-9a-f-]{36}$/)
    assert.deepEqual(
      { message, path, ...rest },
      {
        message: 'No such book',
        path: ['gone'],
        type: '/v1/problems/NO_SUCH_BOOK',
        status: 404,
        code: 'NO_SUCH_BOOK',
        data: { nearest: 'ü' },
      },
    )
  })

  it('say nothing of what is ours', async () => {
    const { data, errors } = await server.ask('mutation { libraryBurn }')
    assert.deepEqual(data, { libraryBurn: null })
    assert.equal(errors?.[0]?.message, 'Something went wrong on our side.')
    assert.equal(errors?.[0]?.extensions.code, 'INTERNAL')
  })

  it('of access are those of the path', async () => {
    const query = `mutation { libraryRename(bookId: "${bookIdOf(1)}", idempotencyKey: "k") { given } }`
    const codeAs = async (token?: string) =>
      (await server.ask(query, {}, token)).errors?.[0]?.extensions.code
    assert.equal(await codeAs(), 'UNAUTHENTICATED')
    assert.equal(await codeAs('nonsense'), 'UNAUTHENTICATED')
    assert.equal(await codeAs(await server.token('bob', 'customer')), 'FORBIDDEN')
    assert.deepEqual(server.runs, [])
  })

  it('take effect once for a key', async () => {
    const librarian = await server.token('ann', 'librarian')
    const query = `mutation { libraryRename(bookId: "${bookIdOf(1)}", idempotencyKey: "once") { given } }`
    const answers = await Promise.all([1, 2, 3].map(() => server.ask(query, {}, librarian)))
    assert.deepEqual(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1)
    assert.deepEqual(server.runs, ['rename'])
  })
})

describe('a document that comes again', () => {
  it('is answered alike when it is compiled, whether it succeeds or fails', async () => {
    const query = `query ($id: UUID!, $first: Int, $with: Boolean = true) {
      one: libraryGetBook(bookId: $id) { ${whole} author { name } edited { name income } }
      many: libraryListBooks(first: $first, kind: SHORT_STORIES) { ...page pageInfo { hasNextPage endCursor } }
      secret: libraryGetAuthor(authorId: 7) @include(if: $with) { name }
    }
    fragment page on BookConnection { edges { cursor node { title author { authorId } place { ... on Shelf { room } } } } }`
    for (const variables of [
      { id: bookIdOf(2), first: 3 },
      { id: bookIdOf(999), with: false },
    ]) {
      const texts = new Set<string>()
      for (let turn = 0; turn < 6; turn += 1) {
        const text = JSON.stringify(await server.ask(query, variables))
        texts.add(
          text
            .replaceAll(/"correlationId":"[^"]*"/g, '')
            .replaceAll(/"locations":\[[^\]]*\],/g, ''),
        )
      }
      assert.equal(texts.size, 1, [...texts].join('\n'))
    }
    for (let turn = 0; turn < 5; turn += 1) {
      const { errors } = await server.ask(query, { id: 'x' })
      assert.equal(errors?.[0]?.extensions.code, 'INVALID_INPUT')
    }
  })

  it('runs the operation that is named, whichever was compiled before', async () => {
    const query = `query Read { libraryGetAuthor(authorId: 1) { name } } mutation Write { libraryBurn }`
    const send = async (operationName: string) => {
      const body = JSON.stringify({ query, operationName })
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(server.url, { method: 'POST', headers, body })
      return Object.keys(((await response.json()) as { data: object }).data)
    }
    for (let turn = 0; turn < 5; turn += 1) assert.deepEqual(await send('Write'), ['libraryBurn'])
    for (let turn = 0; turn < 5; turn += 1)
      assert.deepEqual(await send('Read'), ['libraryGetAuthor'])
    assert.equal(server.runs.filter((run) => run === 'burn').length, 5)
  })
})
