import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'

import { builtIn, type Failure } from '../contract/failure.ts'

/**
 * An opaque cursor for keyset paging: the sort key of the last row, with what the page was filtered by.
 * @param filter must be the same on every page, or the cursor is refused.
 */
export function encodeCursor(filter: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([filter, ...key])).toString('base64url')
}

/**
 * The key inside a cursor; INVALID_INPUT when it is broken or belongs to another list.
 * @param shape what the key must look like; a cursor is input like any other.
 */
export function decodeCursor<Key extends TSchema = typeof AnyKey>(
  filter: string,
  cursor: string,
  shape?: Key,
): Static<Key> {
  const [madeFor, ...key] = parse(cursor)
  if (madeFor !== filter) {
    throw builtIn('INVALID_INPUT', {
      says: 'The cursor belongs to another list; start without one.',
    })
  }
  if (!Check(shape ?? AnyKey, key)) throw unreadable()
  return key as Static<Key> // just checked
}

const AnyKey = Type.Array(Type.Union([Type.String(), Type.Number()]))

/**
 * A page of the rows that were read, one more than asked for: the one more says that there is a next page.
 * @param cursorOf the cursor behind a row, made by `encodeCursor`.
 */
export function pageOfRows<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null }
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(value)) return value
  } catch {
    // falls through to the one answer below
  }
  throw unreadable()
}

function unreadable(): Failure {
  return builtIn('INVALID_INPUT', {
    says: 'The cursor cannot be read; use nextCursor as it was given.',
  })
}
