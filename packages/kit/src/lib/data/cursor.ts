import { builtIn } from '../contract/failure.ts'

/**
 * An opaque cursor for keyset paging: the sort key of the last row, with what the page was filtered by.
 * @param filter must be the same on every page, or the cursor is refused.
 */
export function encodeCursor(filter: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([filter, ...key])).toString('base64url')
}

/** The key inside a cursor; INVALID_INPUT when it is broken or belongs to another list. */
export function decodeCursor(filter: string, cursor: string): (string | number)[] {
  const [madeFor, ...key] = parse(cursor)
  if (madeFor !== filter) {
    throw builtIn('INVALID_INPUT', {
      says: 'The cursor belongs to another list; start without one.',
    })
  }
  return key
}

function parse(cursor: string): (string | number)[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (
      Array.isArray(value) &&
      value.every((part) => typeof part === 'string' || typeof part === 'number')
    ) {
      return value
    }
  } catch {
    // falls through to the one answer below
  }
  throw builtIn('INVALID_INPUT', {
    says: 'The cursor cannot be read; use nextCursor as it was given.',
  })
}
