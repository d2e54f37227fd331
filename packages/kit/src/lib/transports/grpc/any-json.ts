import { type BinaryReader, type BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

import { MalformedMessage, maxDepth } from './malformed-message.ts'

/** google.protobuf.Value on the wire: any JSON (google/protobuf/struct.proto). */

const field = { null: 1, number: 2, string: 3, bool: 4, struct: 5, list: 6 } as const

/** Writes the fields of a Value. Throws TypeError for what is no JSON. */
export function writeAnyJson(writer: BinaryWriter, value: unknown): void {
  if (value === null) writer.tag(field.null, WireType.Varint).int32(0)
  else if (typeof value === 'number') writer.tag(field.number, WireType.Bit64).double(value)
  else if (typeof value === 'string')
    writer.tag(field.string, WireType.LengthDelimited).string(value)
  else if (typeof value === 'boolean') writer.tag(field.bool, WireType.Varint).bool(value)
  else if (Array.isArray(value)) writeList(writer, value)
  else if (typeof value === 'object') writeStruct(writer, value)
  else throw new TypeError(`a ${typeof value} is no JSON`)
}

function writeList(writer: BinaryWriter, items: readonly unknown[]): void {
  writer.tag(field.list, WireType.LengthDelimited).fork()
  for (const item of items) {
    writer.tag(1, WireType.LengthDelimited).fork()
    writeAnyJson(writer, item)
    writer.join()
  }
  writer.join()
}

function writeStruct(writer: BinaryWriter, struct: object): void {
  writer.tag(field.struct, WireType.LengthDelimited).fork()
  for (const [key, value] of Object.entries(struct)) {
    if (value === undefined) continue
    writer.tag(1, WireType.LengthDelimited).fork()
    writer.tag(1, WireType.LengthDelimited).string(key)
    writer.tag(2, WireType.LengthDelimited).fork()
    writeAnyJson(writer, value)
    writer.join().join()
  }
  writer.join()
}

/** Reads the fields of a Value up to `end`; a Value that says nothing is null. */
export function readAnyJson(reader: BinaryReader, end: number, depth: number): unknown {
  if (depth > maxDepth) throw new MalformedMessage('is nested too deep')
  let value: unknown = null
  while (reader.pos < end) {
    const [number, wire] = reader.tag()
    if (number === field.null && wire === WireType.Varint) {
      reader.int32()
      value = null
    } else if (number === field.number && wire === WireType.Bit64) value = reader.double()
    else if (number === field.string && wire === WireType.LengthDelimited)
      value = reader.string(true)
    else if (number === field.bool && wire === WireType.Varint) value = reader.bool()
    else if (number === field.struct && wire === WireType.LengthDelimited)
      value = readStruct(reader, depth)
    else if (number === field.list && wire === WireType.LengthDelimited)
      value = readList(reader, depth)
    else reader.skip(wire, number)
  }
  return value
}

function readList(reader: BinaryReader, depth: number): unknown[] {
  const items: unknown[] = []
  const end = reader.uint32() + reader.pos
  while (reader.pos < end) {
    const [number, wire] = reader.tag()
    if (number !== 1 || wire !== WireType.LengthDelimited) reader.skip(wire, number)
    else items.push(readAnyJson(reader, reader.uint32() + reader.pos, depth + 1))
  }
  return items
}

function readStruct(reader: BinaryReader, depth: number): Record<string, unknown> {
  const struct: Record<string, unknown> = {}
  const end = reader.uint32() + reader.pos
  while (reader.pos < end) {
    const [number, wire] = reader.tag()
    if (number !== 1 || wire !== WireType.LengthDelimited) reader.skip(wire, number)
    else {
      const read = () => readAnyJson(reader, reader.uint32() + reader.pos, depth + 1)
      const [key, value] = readEntry(reader, { wire: WireType.LengthDelimited, read, zero: null })
      struct[key] = value
    }
  }
  return struct
}

export interface EntryValue {
  readonly wire: WireType
  readonly read: () => unknown
  /** What an entry without a value has. */
  readonly zero: unknown
}

/** Reads one entry of a map, which is a message of key and value. */
export function readEntry(reader: BinaryReader, value: EntryValue): [key: string, value: unknown] {
  let key = ''
  let found = value.zero
  const end = reader.uint32() + reader.pos
  while (reader.pos < end) {
    const [number, wire] = reader.tag()
    if (number === 1 && wire === WireType.LengthDelimited) key = reader.string(true)
    else if (number === 2 && wire === value.wire) found = value.read()
    else reader.skip(wire, number)
  }
  if (key === '__proto__') throw new MalformedMessage('has a key that is refused: __proto__')
  return [key, found]
}
