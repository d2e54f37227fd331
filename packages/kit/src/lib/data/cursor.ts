import { createHmac, timingSafeEqual } from 'node:crypto'

import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'

import { builtIn, type Failure } from '../contract/failure.ts'

/** Makes and reads cursors: opaque to clients, signed so that only what was given out is taken back. */
export interface Cursors {
  /**
   * A cursor for keyset paging: the sort key of the last row, with what the page was filtered by.
   * @param list must be the same on every page, or the cursor is refused.
   */
  encode(list: string, key: readonly (string | number)[]): string
  /**
   * The key inside a cursor; INVALID_INPUT when it was not made here or belongs to another list.
   * @param shape what the key must look like: a later release may have another.
   */
  decode<Key extends TSchema = typeof AnyKey>(
    list: string,
    cursor: string,
    shape?: Key,
  ): Static<Key>
}

const AnyKey = Type.Array(Type.Union([Type.String(), Type.Number()]))

/** Half of SHA-256: no signature can be guessed, and a cursor stays short enough for a URL. */
const signatureBytes = 16

/** @param secrets shared by all processes: all are taken, the last one signs, because every process knows that one. */
export function createCursors(secrets: readonly [Buffer, ...Buffer[]]): Cursors {
  const own = secrets.at(-1) ?? secrets[0]
  return {
    encode(list, key) {
      const content = Buffer.from(JSON.stringify([list, ...key]))
      return `${content.toString('base64url')}.${signature(own, content).toString('base64url')}`
    },
    decode(list, cursor, shape) {
      const [madeFor, ...key] = open(cursor, secrets)
      if (madeFor !== list) {
        throw builtIn('INVALID_INPUT', {
          says: 'The cursor belongs to another list: filters and sort must stay the same; start without a cursor.',
        })
      }
      if (!Check(shape ?? AnyKey, key)) throw unreadable()
      return key as never // just checked
    },
  }
}

function open(cursor: string, secrets: readonly Buffer[]): unknown[] {
  const [text = '', signed = ''] = cursor.split('.', 2)
  const content = Buffer.from(text, 'base64url')
  const given = Buffer.from(signed, 'base64url')
  const isOurs =
    given.length === signatureBytes &&
    secrets.some((secret) => timingSafeEqual(signature(secret, content), given))
  if (!isOurs) throw unreadable()
  return JSON.parse(content.toString()) as unknown[] // we made it
}

function signature(secret: Buffer, content: Buffer): Buffer {
  return createHmac('sha256', secret).update(content).digest().subarray(0, signatureBytes)
}

function unreadable(): Failure {
  return builtIn('INVALID_INPUT', {
    says: 'The cursor cannot be read; use nextCursor as it was given.',
  })
}

/**
 * A page of the rows that were read, one more than asked for: the one more says that there is a next page.
 * @param cursorOf the cursor behind a row, made by `encode`.
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
