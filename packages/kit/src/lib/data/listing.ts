import type { Cursors } from './cursor.ts'
import { pageOfRows } from './cursor.ts'
import { fingerprintOf } from './idempotency.ts'
import { type Fragment, fragment } from './sql.ts'

/** What a list may be sorted by, as SQL. */
export interface ListingSpec<Column extends string> {
  /** Unique among lists: a cursor is good for one only. */
  readonly name: string
  /** Name in the contract → the column. None may be null, and each wants an index with the tie behind it. */
  readonly columns: Readonly<Record<Column, Fragment>>
  /** A unique column, which orders rows that are equal otherwise; may be one of the columns. */
  readonly tie: Fragment
  /** Where the input names no sort; `-` before the name: greatest first. */
  readonly sort: NoInfer<Column | `-${Column}`>
}

/** Input of a list: everything but these three is a filter, and must stay the same from page to page. */
export interface ListingInput {
  readonly sort?: string
  readonly cursor?: string
  readonly limit?: number
  readonly [filter: string]: unknown
}

/** The parts of a statement that reads one page. */
export interface Page {
  /** `where`: only rows behind the cursor. */
  readonly behind: Fragment
  /** `order by`. */
  readonly order: Fragment
  /** `select … as at`: where a row stands, exactly as the database has it. */
  readonly at: Fragment
  /** One more than asked for, which says that there is a next page. */
  readonly limit: number
  /** The page of the rows that were read. */
  of<Row extends Listed>(
    rows: readonly Row[],
  ): { items: Omit<Row, 'at'>[]; nextCursor: string | null }
}

/** A row with its place in the list. */
export interface Listed {
  readonly at: string[]
}

/**
 * Declares a list that is read page by page with a keyset: a page starts behind the last row of the one before, so
 * rows that come and go in between make none appear twice and hide none that was there.
 */
export function listing<Column extends string>(spec: ListingSpec<Column>) {
  return {
    page(input: ListingInput, cursors: Cursors): Page {
      const { cursor, limit = 20, ...filters } = input
      const sort = input.sort ?? spec.sort
      const list = `${spec.name} ${fingerprintOf({ ...filters, sort }).slice(0, 12)}`
      const after = cursor === undefined ? undefined : cursors.decode(list, cursor)
      return {
        ...keyset(keyOf(spec, sort), after),
        limit: limit + 1,
        of(rows) {
          const page = pageOfRows(rows, limit, ({ at }) => cursors.encode(list, at))
          return { ...page, items: page.items.map(({ at: _, ...row }) => row) }
        },
      }
    },
  }
}

interface Key {
  readonly column: Fragment
  /** Absent where the column is unique itself. */
  readonly tie: Fragment | undefined
  readonly down: boolean
}

function keyOf<Column extends string>(
  { name, columns, tie }: ListingSpec<Column>,
  sort: string,
): Key {
  const down = sort.startsWith('-')
  const column = (columns as Partial<Record<string, Fragment>>)[down ? sort.slice(1) : sort]
  if (!column)
    throw new TypeError(`${name}: the contract offers the sort ${sort}, the list does not`)
  return { column, tie: column === tie ? undefined : tie, down }
}

/** A text per direction and page, first or later, so that each is planned on its own and walks its index. */
function keyset(
  { column, tie, down }: Key,
  after: readonly (string | number)[] | undefined,
): Pick<Page, 'behind' | 'order' | 'at'> {
  const row = tie ? fragment`(${column}, ${tie})` : column
  const place = tie ? fragment`(${after?.[0]}, ${after?.[1]})` : fragment`${after?.[0]}`
  const tied = (direction: Fragment) =>
    tie ? fragment`${column} ${direction}, ${tie} ${direction}` : fragment`${column} ${direction}`
  const next = down ? fragment`${row} < ${place}` : fragment`${row} > ${place}`
  return {
    behind: after ? next : fragment`true`,
    order: tied(down ? fragment`desc` : fragment`asc`),
    at: tie ? fragment`array[${column}::text, ${tie}::text]` : fragment`array[${column}::text]`,
  }
}
