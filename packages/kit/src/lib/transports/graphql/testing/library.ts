import { type Static, Type } from 'typebox'

import { command, query } from '../../../contract/operation.ts'
import { pageInput, pageOf } from '../../../contract/page.ts'
import { refersTo } from '../../../contract/reference.ts'
import { pageOfRows } from '../../../data/cursor.ts'
import { defineModule } from '../../../module/define-module.ts'
import { handle } from '../../../module/handle.ts'

/** A module with one of everything that GraphQL has to carry. */

const AuthorId = refersTo(Type.Integer({ minimum: 0, maximum: 1_000 }), {
  author: 'library.getAuthor',
})
const BookId = refersTo(Type.String({ format: 'uuid' }), { book: 'library.getBook' })

const Author = Type.Object(
  {
    authorId: AuthorId,
    name: Type.String(),
    income: Type.Optional(Type.Integer()),
    firstBook: refersTo(Type.String({ format: 'uuid' }), { first: 'library.getBook' }),
  },
  { title: 'Author' },
)

const Place = Type.Union(
  [
    Type.Object({ room: Type.String(), shelf: Type.Integer() }, { title: 'Shelf' }),
    Type.Object({ url: Type.String({ format: 'uri' }) }, { title: 'Download' }),
  ],
  { title: 'Place' },
)

export type Book = Static<typeof Book>
const Book = Type.Object(
  {
    bookId: BookId,
    title: Type.String({ description: 'As on the cover.' }),
    kind: Type.Enum(['novel', 'short-stories', '24h-read'], { title: 'BookKind' }),
    authorId: AuthorId,
    editors: Type.Array(refersTo(AuthorId, { edited: 'library.getAuthor' }), { maxItems: 3 }),
    words: Type.Integer({ minimum: 0 }),
    price: Type.Number(),
    blurb: Type.Union([Type.String(), Type.Null()]),
    subtitle: Type.Optional(Type.String()),
    place: Place,
    labels: Type.Record(Type.String(), Type.String()),
    printedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Book' },
)

export const getBook = query({
  name: 'library.getBook',
  summary: 'One book.',
  input: Type.Object({ bookId: BookId }),
  output: Book,
  errors: {
    NO_SUCH_BOOK: { kind: 'not-found', data: Type.Object({ nearest: Type.String() }) },
  },
  access: 'public',
  gather: 500,
  cacheSeconds: 60,
})

export const listBooks = query({
  name: 'library.listBooks',
  summary: 'Books by title.',
  input: Type.Object({
    kind: Type.Optional(Book.properties.kind),
    longerThan: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    ...pageInput,
  }),
  output: pageOf(Book),
  access: 'public',
  paged: true,
  cacheSeconds: 30,
})

export const getAuthor = query({
  name: 'library.getAuthor',
  summary: 'One author; of number 7 only staff may know, and number 8 is none.',
  input: Type.Object({ authorId: AuthorId }),
  output: Author,
  errors: { NO_SUCH_AUTHOR: { kind: 'not-found' }, SECRET: { kind: 'forbidden' } },
  access: 'public',
  gather: 500,
})

export const rename = command({
  name: 'library.rename',
  summary: 'Gives a book another title.',
  input: Type.Object({
    bookId: BookId,
    title: Type.Optional(Type.String({ maxLength: 100 })),
    blurb: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    place: Type.Optional(Place),
    note: Type.Optional(Type.Object({ by: Type.String(), at: Type.Optional(Type.String()) })),
  }),
  output: Type.Object({ book: Book, given: Type.Array(Type.String()) }),
  access: ['librarian'],
  idempotency: 'key',
})

export const burn = command({
  name: 'library.burn',
  summary: 'Breaks a rule.',
  input: Type.Object({}),
  output: Type.Object({}),
  access: 'public',
  idempotency: 'none',
  deprecatedSince: '2026-01-01',
})

export const inventory = query({
  name: 'library.inventory',
  summary: 'For other modules only.',
  input: Type.Object({}),
  output: Type.Integer(),
  access: 'internal',
})

/** What the handlers did. */
export interface LibraryLog {
  readonly runs: string[]
}

export function bookIdOf(index: number): string {
  return `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`
}

/** A library of so many books; each one's author is its number modulo 7. */
export function library(size: number, log: LibraryLog) {
  const books = Array.from({ length: size }, (_, index) => bookOf(index))
  const byId = new Map(books.map((book) => [book.bookId, book]))
  return defineModule({
    name: 'library',
    summary: 'Books.',
    roles: { librarian: [] },
    handlers: [
      handle(getBook, {
        async runMany(members, { fail }) {
          log.runs.push('getBook')
          return members.map(
            ({ input }) => byId.get(input.bookId) ?? fail.NO_SUCH_BOOK({ nearest: 'ü' }),
          )
        },
      }),
      handle(listBooks, async ({ cursor, limit = 20, kind, longerThan }, { cursors }) => {
        log.runs.push('listBooks')
        const [after] = cursor ? cursors.decode('books', cursor) : [-1]
        const rows = books
          .map((book, index) => ({ book, index }))
          .filter(({ book, index }) => index > Number(after) && (!kind || book.kind === kind))
          .filter(({ book }) => book.words > (longerThan ?? -1))
        const page = pageOfRows(rows.slice(0, limit + 1), limit, ({ index }) =>
          cursors.encode('books', [index]),
        )
        return { ...page, items: page.items.map(({ book }) => book) }
      }),
      handle(getAuthor, {
        async runMany(members, { fail }) {
          log.runs.push('getAuthor')
          return members.map(({ input: { authorId }, principal }) => {
            if (authorId === 8) return fail.NO_SUCH_AUTHOR()
            if (authorId === 7 && !principal.roles.includes('staff')) return fail.SECRET()
            return { authorId, name: `Author ${authorId}`, firstBook: bookIdOf(authorId) }
          })
        },
      }),
      handle(rename, async ({ bookId, ...changes }) => {
        log.runs.push('rename')
        const book = { ...(byId.get(bookId) ?? bookOf(0)), ...changes, place: bookOf(0).place }
        return { book, given: Object.keys(changes).sort() }
      }),
      handle(burn, async () => {
        log.runs.push('burn')
        throw new Error('a secret of ours')
      }),
      handle(inventory, async () => size),
    ],
  })
}

function bookOf(index: number): Book {
  return {
    bookId: bookIdOf(index),
    title: `Book ${index} – naïve 日本語 😀 e\u0301`,
    kind: (['novel', 'short-stories', '24h-read'] as const)[index % 3] ?? 'novel',
    authorId: index % 7,
    editors: [index % 5],
    words: Number.MAX_SAFE_INTEGER - index,
    price: 0.1 + index,
    blurb: index % 2 ? null : '',
    ...(index % 3 ? {} : { subtitle: 'More' }),
    place: index % 2 ? { url: 'https://example.com/' } : { room: 'A', shelf: index },
    labels: { 'a b': 'ü', constructor: 'c' },
    printedAt: '2026-03-29T02:30:00.123456+05:45',
  }
}
