import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'

import fc from 'fast-check'

import { bookIdOf } from './testing/library.ts'
import { type LibraryServer, startLibrary } from './testing/start-library.ts'

const size = 120

let server: LibraryServer
before(async () => {
  server = await startLibrary({ size })
})
after(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  server.runs.length = 0
})

describe('what objects refer to', () => {
  it('is asked for in one run, however many objects there are', async () => {
    const query = `query ($first: Int) { libraryListBooks(first: $first) { edges { node {
      author { name first { title } } edited { name } } } } }`
    const runsFor = async (first: number) => {
      server.runs.length = 0
      const { data, errors } = await server.ask(query, { first })
      assert.equal(errors, undefined)
      assert.equal(data.libraryListBooks.edges.length, first)
      return server.runs.toSorted()
    }
    assert.deepEqual(await runsFor(10), ['getAuthor', 'getBook', 'listBooks'])
    for (
      let turn = 0;
      turn < 4;
      turn += 1 // interpreted, then compiled
    )
      assert.deepEqual(await runsFor(100), ['getAuthor', 'getBook', 'listBooks'])
  })

  it('is null where it is not there, and a failure of that field where it may not be seen', async () => {
    const of = async (authorId: number, token?: string) => {
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Author { name } } }`
      await using gateway = await startLibrary({ size: 1, graphql: { federation: true } })
      const asked = { of: [{ __typename: 'Author', authorId }] }
      return await gateway.ask(query, asked, token && (await gateway.token('sue', 'staff')))
    }
    assert.deepEqual(await of(8), { data: { _entities: [null] } })
    const secret = await of(7)
    assert.deepEqual(secret.data, { _entities: [null] })
    assert.equal(secret.errors?.[0]?.extensions.code, 'SECRET')
    assert.deepEqual(await of(7, 'staff'), { data: { _entities: [{ name: 'Author 7' }] } })
  })

  it('is read anew after a change in the same request', async () => {
    const librarian = await server.token('ann', 'librarian')
    const change = (as: string) =>
      `${as}: libraryRename(bookId: "${bookIdOf(1)}", idempotencyKey: "${as}") { book { author { name } } }`
    const { errors } = await server.ask(`mutation { ${change('a')} ${change('b')} }`, {}, librarian)
    assert.equal(errors, undefined)
    assert.deepEqual(server.runs, ['rename', 'getAuthor', 'rename', 'getAuthor'])
  })
})

describe('pages', () => {
  const query = `query ($first: Int, $after: String) { libraryListBooks(first: $first, after: $after) {
    edges { cursor node { bookId } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
  const read = async (first?: number, cursor?: string) => {
    const { data, errors } = await server.ask(query, { first, after: cursor })
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data.libraryListBooks as Page
  }
  const ids = ({ edges }: Page) => edges.map(({ node }) => node.bookId)
  const all = Array.from({ length: size }, (_, index) => bookIdOf(index))

  it('have twenty edges when nobody says how many', async () => {
    const page = await read()
    assert.deepEqual(ids(page), all.slice(0, 20))
    assert.equal(page.pageInfo.hasPreviousPage, false)
    assert.equal(page.pageInfo.endCursor, page.edges.at(-1)?.cursor)
    assert.equal(page.pageInfo.startCursor, page.edges[0]?.cursor)
  })

  it('give every book once and in order, whatever their sizes and wherever one goes on', async () => {
    const walk = fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.nat()), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(walk, async (steps) => {
        let at = 0
        let cursor: string | undefined
        for (const [first, stopAt] of steps) {
          const page = await read(first, cursor)
          assert.deepEqual(ids(page), all.slice(at, at + first))
          assert.equal(page.pageInfo.hasNextPage, at + first < size)
          if (page.edges.length === 0) return
          const stop = stopAt % page.edges.length
          cursor = page.edges[stop]?.cursor
          at += stop + 1
        }
      }),
      { numRuns: 40 },
    )
  })

  it('refuse sizes and cursors that are none', async () => {
    for (const asked of [
      { first: 0 },
      { first: 101 },
      { after: 'x' },
      { after: '3.x' },
      { after: '101.' },
    ]) {
      const { errors } = await server.ask(query, asked)
      assert.equal(errors?.[0]?.extensions.code, 'INVALID_INPUT', JSON.stringify(asked))
    }
  })
})

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly bookId: string } }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}
