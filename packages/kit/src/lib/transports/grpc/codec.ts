import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

import type {
  ProtoEnum,
  ProtoField,
  ProtoMessage,
  ProtoScalar,
  ProtoType,
} from '../../contracts-out/proto/proto-model.ts'
import { readAnyJson, readEntry, writeAnyJson } from './any-json.ts'
import { MalformedMessage, maxDepth } from './malformed-message.ts'

/** Between a value as operations know it and its bytes, without a message object in between. */
export interface Codec {
  /** Throws TypeError when the value does not fit. */
  encode(value: unknown): Uint8Array
  /** Throws MalformedMessage. What is absent on the wire is absent, zero or null as the field says. */
  decode(bytes: Uint8Array): unknown
}

/** Compiles a message's codec. */
export function codecOf(message: ProtoMessage): Codec {
  const { write, read } = messageWire(message)
  return {
    encode(value) {
      const writer = new BinaryWriter()
      write(writer, value)
      return writer.finish()
    },
    decode(bytes) {
      try {
        return read(new BinaryReader(bytes), bytes.length, 0)
      } catch (error) {
        if (error instanceof MalformedMessage) throw error
        throw new MalformedMessage('is no message of this type', { cause: error })
      }
    },
  }
}

interface MessageWire {
  write(writer: BinaryWriter, value: unknown): void
  read(reader: BinaryReader, end: number, depth: number): unknown
}

type Fields = Record<string, unknown>
type WriteField = (writer: BinaryWriter, owner: Fields) => void
type ReadField = (reader: BinaryReader, wire: WireType, target: Fields, depth: number) => boolean

function messageWire({ fields, holds, name }: ProtoMessage): MessageWire {
  const writers = fields.map(fieldWriter)
  const readers = new Map(fields.flatMap(fieldReaders))
  const blanks = fields.flatMap((field) => {
    const blank = blankOf(field)
    return blank ? [[field.key, blank] as const] : []
  })
  return {
    write(writer, value) {
      const owner = holds === undefined ? ownerOf(name, value) : { [holds]: value }
      for (const write of writers) write(writer, owner)
    },
    read(reader, end, depth) {
      if (depth > maxDepth) throw new MalformedMessage('is nested too deep')
      const target: Fields = {}
      for (const [key, blank] of blanks) target[key] = blank()
      while (reader.pos < end) {
        const [number, wire] = reader.tag()
        const read = readers.get(number)
        // What is not known, or known as something else, is from another version: skipped.
        if (!read?.(reader, wire, target, depth)) reader.skip(wire, number)
      }
      if (reader.pos !== end) throw new MalformedMessage('ends too early')
      return holds === undefined ? target : target[holds]
    },
  }
}

function ownerOf(name: string, value: unknown): Fields {
  if (value === null || value === undefined) return {}
  if (typeof value === 'object') return value as Fields // its fields are looked at one by one
  throw new TypeError(`${name} takes an object, not a ${typeof value}`)
}

/** What a field is when nothing of it is on the wire; undefined: absent. */
function blankOf({ label, type, absentIsNull }: ProtoField): (() => unknown) | undefined {
  if (label === 'repeated') return () => []
  if (label === 'map') return () => ({})
  if (absentIsNull) return () => null
  if (label === 'plain' && type.kind === 'scalar') {
    const { zero } = scalars[type.scalar]
    return () => zero
  }
  return undefined
}

function fieldWriter(field: ProtoField): WriteField {
  const { key, number, label, nullNumber } = field
  const { wire, write } = wireOf(field.type)
  const put = (writer: BinaryWriter, value: unknown) => write(writer.tag(number, wire), value)
  if (label === 'repeated') return listWriter(field)
  if (label === 'map') return mapWriter(field)
  const { type } = field
  const zero = label === 'plain' && type.kind === 'scalar' ? scalars[type.scalar].zero : undefined
  const takesNull = type.kind === 'value' && nullNumber === undefined && !field.absentIsNull
  return (writer, owner) => {
    const value = owner[key]
    if (value === undefined || value === zero) return
    if (value !== null || takesNull) put(writer, value)
    else if (nullNumber !== undefined) writer.tag(nullNumber, WireType.Varint).int32(0)
  }
}

function listWriter({ key, number, type }: ProtoField): WriteField {
  const { wire, write } = wireOf(type)
  const isPacked = wire !== WireType.LengthDelimited
  return (writer, owner) => {
    const items = owner[key] as readonly unknown[] // checked against the schema this field was made of
    if (items.length === 0) return
    if (isPacked) writer.tag(number, WireType.LengthDelimited).fork()
    for (const item of items) write(isPacked ? writer : writer.tag(number, wire), item)
    if (isPacked) writer.join()
  }
}

function mapWriter({ key, number, type }: ProtoField): WriteField {
  const { wire, write } = wireOf(type)
  return (writer, owner) => {
    for (const [name, value] of Object.entries(owner[key] as Fields)) {
      if (value === undefined) continue
      writer.tag(number, WireType.LengthDelimited).fork()
      writer.tag(1, WireType.LengthDelimited).string(name)
      write(writer.tag(2, wire), value)
      writer.join()
    }
  }
}

function fieldReaders(field: ProtoField): [number, ReadField][] {
  const { key, number, label, nullNumber } = field
  if (label === 'repeated') return [[number, listReader(field)]]
  if (label === 'map') return [[number, mapReader(field)]]
  const { wire: own, read } = wireOf(field.type)
  const readOne: ReadField = (reader, wire, target, depth) => {
    if (wire !== own) return false
    const value = read(reader, depth)
    if (value !== undefined) target[key] = value
    return true
  }
  if (nullNumber === undefined) return [[number, readOne]]
  const readNull: ReadField = (reader, wire, target) => {
    if (wire !== WireType.Varint) return false
    reader.int32()
    target[key] = null
    return true
  }
  return [
    [number, readOne],
    [nullNumber, readNull],
  ]
}

function listReader({ key, type }: ProtoField): ReadField {
  const { wire: own, read } = wireOf(type)
  return (reader, wire, target, depth) => {
    const items = target[key] as unknown[] // set before the fields are read
    if (wire === own) items.push(read(reader, depth))
    else if (wire === WireType.LengthDelimited) {
      const end = reader.uint32() + reader.pos
      while (reader.pos < end) items.push(read(reader, depth))
    } else return false
    return true
  }
}

function mapReader({ key, type }: ProtoField): ReadField {
  const { wire: own, read, zero } = wireOf(type)
  return (reader, wire, target, depth) => {
    if (wire !== WireType.LengthDelimited) return false
    const value = { wire: own, read: () => read(reader, depth), zero: zero() }
    const [name, found] = readEntry(reader, value)
    const entries = target[key] as Fields // set before the fields are read
    entries[name] = found
    return true
  }
}

interface TypeWire {
  readonly wire: WireType
  /** Of a map's entry without a value. */
  zero(): unknown
  /** Without the tag. */
  write(writer: BinaryWriter, value: unknown): void
  read(reader: BinaryReader, depth: number): unknown
}

function wireOf(type: ProtoType): TypeWire {
  switch (type.kind) {
    case 'scalar': {
      const scalar = scalars[type.scalar]
      return { ...scalar, zero: () => scalar.zero }
    }
    case 'enum':
      return enumWire(type.enum)
    case 'message':
      return nested(messageWire(type.message))
    case 'value':
      return nested({ write: writeAnyJson, read: readAnyJson })
  }
}

function nested({ write, read }: MessageWire): TypeWire {
  return {
    wire: WireType.LengthDelimited,
    zero: () => read(new BinaryReader(new Uint8Array()), 0, 0),
    write(writer, value) {
      writer.fork()
      write(writer, value)
      writer.join()
    },
    read: (reader, depth) => read(reader, reader.uint32() + reader.pos, depth + 1),
  }
}

/** A number that is not known is left to the contract to refuse, as a word that is none of the list. */
function enumWire({ values }: ProtoEnum): TypeWire {
  const numbers = new Map(values.map(({ key, number }) => [key, number]))
  const keys = new Map(values.map(({ key, number }) => [number, key]))
  return {
    wire: WireType.Varint,
    zero: () => undefined,
    write(writer, value) {
      const number = numbers.get(value as string) // any other value is not found either
      if (number === undefined) throw new TypeError(`${value} is none of ${[...numbers.keys()]}`)
      writer.int32(number)
    },
    read(reader) {
      const number = reader.int32()
      return keys.has(number) ? keys.get(number) : String(number)
    },
  }
}

interface ScalarWire extends Omit<TypeWire, 'zero'> {
  readonly zero: string | boolean | number | undefined
}

/** Writes what `is` says it is. */
function checked<Value>(
  is: (value: unknown) => value is Value,
  write: (writer: BinaryWriter, value: Value) => void,
): TypeWire['write'] {
  return (writer, value) => {
    if (!is(value)) throw new TypeError(`a field cannot be ${JSON.stringify(value)}`)
    write(writer, value)
  }
}

const isString = (value: unknown) => typeof value === 'string'
const isBoolean = (value: unknown) => typeof value === 'boolean'
const isNumber = (value: unknown) => typeof value === 'number'
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value)
const isBytes = (value: unknown) => value instanceof Uint8Array

const scalars: Readonly<Record<ProtoScalar, ScalarWire>> = {
  string: {
    wire: WireType.LengthDelimited,
    zero: '',
    write: checked(isString, (writer, value) => writer.string(value)),
    read: (reader) => reader.string(true),
  },
  bool: {
    wire: WireType.Varint,
    zero: false,
    write: checked(isBoolean, (writer, value) => writer.bool(value)),
    read: (reader) => reader.bool(),
  },
  int32: {
    wire: WireType.Varint,
    zero: 0,
    write: checked(isInteger, (writer, value) => writer.int32(value)),
    read: (reader) => reader.int32(),
  },
  int64: {
    wire: WireType.Varint,
    zero: 0,
    // The same bytes, and no BigInt on the way.
    write: checked(isInteger, (writer, value) =>
      value >= 0 && value <= 0xffff_ffff ? writer.uint32(value) : writer.int64(value),
    ),
    read(reader) {
      const value = Number(reader.int64())
      if (Number.isSafeInteger(value)) return value
      throw new MalformedMessage('has an integer beyond ±(2^53 - 1)')
    },
  },
  double: {
    wire: WireType.Bit64,
    zero: 0,
    write: checked(isNumber, (writer, value) => writer.double(value)),
    read: (reader) => reader.double(),
  },
  bytes: {
    wire: WireType.LengthDelimited,
    zero: undefined,
    write: checked(isBytes, (writer, value) => writer.bytes(value)),
    read: (reader) => reader.bytes(),
  },
}
