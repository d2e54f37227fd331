import type { TSchema } from 'typebox'

/** Turns the text of a path segment, a query parameter or a header into the type its schema asks for. */
export type Coerce = (text: string | string[]) => unknown

/** The parts of a JSON Schema that decide how text is read. */
interface TextSchema {
  type?: string
  const?: unknown
  items?: TSchema
  anyOf?: readonly TSchema[]
}

/**
 * How to read text for a schema. What cannot be read stays text, so that the validation of the one path says
 * what is wrong with it; nothing is refused here.
 */
export function coercerFor(schema: TSchema): Coerce {
  const { type, const: only, items, anyOf } = schema as TextSchema
  if (anyOf) return firstThatReads(anyOf.map(coercerFor))
  if (type === 'array') return listReader(items ? coercerFor(items) : (text) => text)
  const read = textReaders[type ?? typeof only]
  return (text) => (typeof text === 'string' && read ? read(text) : text)
}

const textReaders: Readonly<Record<string, (text: string) => unknown>> = {
  integer: readInteger,
  number: readNumber,
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  null: (text) => (text === '' || text === 'null' ? null : text),
}

function readInteger(text: string): unknown {
  const number = Number(text)
  return /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(number) ? number : text
}

function readNumber(text: string): unknown {
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text
}

/** A parameter that is given once is a list of one: `?sku=a` and `?sku=a&sku=b` mean the same kind of thing. */
function listReader(readItem: Coerce): Coerce {
  return (text) => (Array.isArray(text) ? text : [text]).map(readItem)
}

function firstThatReads(readers: Coerce[]): Coerce {
  return (text) => {
    for (const read of readers) {
      const value = read(text)
      if (value !== text) return value
    }
    return text
  }
}
