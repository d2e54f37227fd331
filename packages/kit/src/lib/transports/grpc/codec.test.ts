import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import {
  create,
  createFileRegistry,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
} from '@bufbuild/protobuf'
import { FileDescriptorSetSchema, file_google_protobuf_struct } from '@bufbuild/protobuf/wkt'
import fc from 'fast-check'
import { type TObject, Type } from 'typebox'

import { query } from '../../contract/operation.ts'
import { descriptorOf } from '../../contracts-out/proto/proto-descriptor.ts'
import { protosOf } from '../../contracts-out/proto/protos-of.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { codecOf } from './codec.ts'
import { MalformedMessage } from './malformed-message.ts'

const Line = Type.Object({
  sku: Type.String(),
  quantity: Type.Integer(),
  note: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})
const Everything = Type.Object({
  text: Type.String(),
  integer: Type.Integer(),
  ratio: Type.Number(),
  flag: Type.Boolean(),
  kind: Type.Enum(['a', '-a', 'b']),
  line: Line,
  lines: Type.Array(Line),
  integers: Type.Array(Type.Integer()),
  kinds: Type.Array(Type.Enum(['x', 'y'])),
  labels: Type.Record(Type.String(), Type.String()),
  lineOf: Type.Record(Type.String(), Line),
  any: Type.Unknown(),
  nullText: Type.Union([Type.String(), Type.Null()]),
  nullLine: Type.Union([Line, Type.Null()]),
  nullList: Type.Union([Type.Array(Type.String()), Type.Null()]),
  maybe: Type.Optional(Type.String()),
  maybeZero: Type.Optional(Type.Integer()),
  maybeKind: Type.Optional(Type.Enum(['p', 'q'])),
  maybeLine: Type.Optional(Line),
  maybeList: Type.Optional(Type.Array(Type.Integer())),
  maybeMap: Type.Optional(Type.Record(Type.String(), Type.Number())),
  maybeNull: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  maybeNullList: Type.Optional(Type.Union([Type.Array(Line), Type.Null()])),
  maybeAny: Type.Optional(Type.Unknown()),
})

// Unicode without halves of surrogate pairs: UTF-8 cannot carry those.
const text = fc.string({ unit: 'binary' })
const key = text.filter((name) => name !== '__proto__')
const integer = fc.maxSafeInteger()
const ratio = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)
const line = fc.record(
  { sku: text, quantity: integer, note: fc.option(text, { nil: null }) },
  { requiredKeys: ['sku', 'quantity'], noNullPrototype: true },
)
const anyJson = fc
  .jsonValue({ maxDepth: 4 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value))) // -0 is no JSON
const optional = {
  maybe: text,
  maybeZero: integer,
  maybeKind: fc.constantFrom('p', 'q'),
  maybeLine: line,
  maybeList: fc.array(integer),
  maybeMap: fc.dictionary(key, ratio, { noNullPrototype: true }),
  maybeNull: fc.option(integer, { nil: null }),
  maybeNullList: fc.option(fc.array(line), { nil: null }),
  maybeAny: anyJson,
}
const required = {
  text,
  integer,
  ratio,
  flag: fc.boolean(),
  kind: fc.constantFrom('a', '-a', 'b'),
  line,
  lines: fc.array(line),
  integers: fc.array(integer),
  kinds: fc.array(fc.constantFrom('x', 'y')),
  labels: fc.dictionary(key, text, { noNullPrototype: true }),
  lineOf: fc.dictionary(key, line, { noNullPrototype: true }),
  any: anyJson,
  nullText: fc.option(text, { nil: null }),
  nullLine: fc.option(line, { nil: null }),
  nullList: fc.option(fc.array(text), { nil: null }),
}
const values = fc.record(
  { ...required, ...optional },
  { requiredKeys: Object.keys(required) as (keyof typeof required)[], noNullPrototype: true },
)

describe('the codec of a message', () => {
  const { codec, schema } = messageOf(Everything)

  it('gives back exactly what it was given: zero, null and absent are three things', () => {
    fc.assert(
      fc.property(values, (value) => {
        assert.deepEqual(codec.decode(codec.encode(value)), value)
      }),
    )
  })

  it('reads and writes what the reference library writes and reads', () => {
    fc.assert(
      fc.property(values, (value) => {
        const theirs = fromBinary(schema, codec.encode(value))
        assert.deepEqual(theirs.$unknown, undefined)
        assert.deepEqual(codec.decode(toBinary(schema, theirs)), value)
        // By the names of its JSON too, for what JSON can say.
        const json = toJson(schema, theirs)
        assert.deepEqual(codec.decode(toBinary(schema, fromJson(schema, json))), value)
      }),
      { numRuns: 50 },
    )
  })

  it('answers any bytes with a value or MalformedMessage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => decodesOrRefuses(bytes)),
      { numRuns: 2_000 },
    )
  })

  it('answers a damaged message with a value or MalformedMessage', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(values, damage, fc.nat(), (value, changes, cut) => {
        const bytes = codec.encode(value)
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        decodesOrRefuses(bytes.subarray(0, cut % (bytes.length + 1)))
      }),
      { numRuns: 500 },
    )
  })

  function decodesOrRefuses(bytes: Uint8Array): void {
    try {
      codec.decode(bytes)
    } catch (error) {
      assert.ok(error instanceof MalformedMessage, String(error))
    }
  }

  it('skips fields it does not know', () => {
    const newer = messageOf(
      Type.Object({ a: Type.String(), b: Type.Integer(), c: Type.Array(Type.String()) }),
    )
    const older = messageOf(Type.Object({ a: Type.String() }))
    const bytes = newer.codec.encode({ a: 'x', b: 7, c: ['y'] })
    assert.deepEqual(older.codec.decode(bytes), { a: 'x' })
  })

  it('takes a number of an enum that it does not know for a word that is none of the list', () => {
    const newer = messageOf(Type.Object({ kind: Type.Enum(['a', 'b']) }))
    const older = messageOf(Type.Object({ kind: Type.Enum(['a']) }))
    assert.deepEqual(older.codec.decode(newer.codec.encode({ kind: 'b' })), { kind: '2' })
  })

  it('refuses what would be another value on the other side', () => {
    const { codec, schema } = messageOf(Type.Object({ n: Type.Integer(), any: Type.Unknown() }))
    const decode = (bytes: Uint8Array) => () => codec.decode(bytes)
    const wide = toBinary(schema, create(schema, { n: 2n ** 53n }))
    assert.throws(decode(wide), /beyond/)
    assert.throws(() => codec.encode({ n: 1.5 }), TypeError)
    assert.throws(() => codec.encode({ n: '1' }), TypeError)
    assert.throws(decode(Uint8Array.from([0x12, 0x7f])), MalformedMessage)
    let deep: unknown = null
    for (let depth = 0; depth < 200; depth++) deep = [deep]
    assert.throws(decode(codec.encode({ n: 1, any: deep })), /too deep/)
    const poisoned = codec.encode({ n: 1, any: JSON.parse('{"__proto__":{"admin":true}}') })
    assert.throws(decode(poisoned), /__proto__/)
  })

  it('refuses text that is no UTF-8', () => {
    const { codec } = messageOf(Type.Object({ text: Type.String() }))
    assert.throws(() => codec.decode(Uint8Array.from([0x0a, 0x02, 0xc3, 0x28])), MalformedMessage)
  })
})

/** A message's codec, and what the reference library makes of its descriptor. */
function messageOf(input: TObject) {
  const operation = query({
    name: 'm.ask',
    summary: 'Asks.',
    input,
    output: Type.Null(),
    access: 'public',
  })
  const module = defineModule({
    name: 'm',
    summary: 'For a test.',
    migrations: new URL('./', import.meta.url),
    handlers: [
      handle(operation, async () => {
        throw new Error('never run')
      }),
    ],
  })
  const { files, served } = protosOf([module], { system: 's' })
  const [{ method } = assert.fail('no method')] = served
  const described = [file_google_protobuf_struct.proto, ...files.map(descriptorOf)]
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: described }))
  const schema = registry.getMessage(method.request.fullName) ?? assert.fail('not described')
  return { codec: codecOf(method.request), schema }
}
