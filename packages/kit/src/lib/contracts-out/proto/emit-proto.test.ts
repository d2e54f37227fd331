import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'

import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import { type TObject, Type } from 'typebox'

import { event } from '../../contract/event.ts'
import { query } from '../../contract/operation.ts'
import { subscription } from '../../contract/subscription.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { requireBinary } from '../../testing/require-binary.ts'
import { teaShop } from '../tea-shop.fixture.ts'
import { emitProto } from './emit-proto.ts'
import { descriptorOf } from './proto-descriptor.ts'
import { type ProtoLock, parseProtoLock } from './proto-lock.ts'
import { protosOf } from './protos-of.ts'

const run = promisify(execFile)
const bin = path.resolve(import.meta.dirname, '../../../../../../node_modules/.bin')
process.env.PATH = `${bin}${path.delimiter}${process.env.PATH ?? ''}`

let folder: string
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'protos-'))
})
after(() => rm(folder, { recursive: true }))

describe('.proto files of the modules', () => {
  it('have one service per module, with every operation that is not internal', () => {
    const text =
      emitProto([teaShop], { system: 'tea-shop' })['proto/tea_shop/tea/v1/tea.proto'] ?? ''
    assert.match(text, /^package tea_shop\.tea\.v1;$/m)
    assert.match(text, /^service TeaService \{$/m)
    assert.match(text, /rpc ListTeas\(ListTeasRequest\) returns \(ListTeasResponse\)/)
    assert.match(
      text,
      /rpc BrewTeaBatch\(stream BrewTeaBatchRequest\) returns \(stream BrewTeaBatch/,
    )
    assert.match(text, /rpc BrewTeaImport\(stream BrewTeaImportRequest\) returns \(BrewTeaImport/)
    assert.doesNotMatch(text, /CountLeaves/)
    assert.match(text, /repeated Tea items = 1;/) // shared by its title
    assert.equal(text.match(/^message Tea \{/gm)?.length, 1)
  })

  it('say null, absence and lists that may be absent apart', () => {
    const text = protoOf({
      wanted: Type.Union([Type.String(), Type.Null()]),
      maybe: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
      tags: Type.Optional(Type.Array(Type.String())),
      labels: Type.Record(Type.String(), Type.Integer()),
      any: Type.Unknown(),
    })
    assert.match(text, /^ {2}optional string wanted = 1;$/m)
    assert.match(
      text,
      /oneof maybe_or_null \{\n {4}int64 maybe = 2;\n {4}google.protobuf.NullValue/,
    )
    assert.match(text, /^ {2}optional AskRequestTagsList tags = 4;$/m)
    assert.match(text, /^ {2}map<string, int64> labels = 5;$/m)
    assert.match(text, /^ {2}google.protobuf.Value any = 6;$/m)
  })

  it('prefix the values of an enum, keep signs apart, and begin with UNSPECIFIED', () => {
    const text = protoOf({ sort: Type.Enum(['placedAt', '-placedAt']) })
    assert.match(
      text,
      /_SORT_UNSPECIFIED = 0;\n.*_SORT_PLACED_AT = 1;\n.*_SORT_MINUS_PLACED_AT = 2;/,
    )
  })

  it('refuse a list of lists, and names that .proto cannot tell apart, by their place', () => {
    const nested = { grid: Type.Array(Type.Array(Type.Integer())) }
    assert.throws(() => protoOf(nested), /m\.v1\.AskRequestGrid: .*put an object between them/)
    const alike = { orderId: Type.String(), order_id: Type.String() }
    assert.throws(() => protoOf(alike), /AskRequest: two of its names are order_id/)
  })

  it('keep the numbers of the lock, and reserve those of what is gone', () => {
    const lock = lockOf(moduleWith({ a: Type.String(), b: Type.String() }))
    const text = protoOf({ c: Type.String(), b: Type.Integer() }, lock)
    assert.match(text, /reserved 1;\n {2}reserved "a";\n {2}int64 b = 2;\n {2}string c = 3;\n/)
  })

  it('are the same bytes on every run', () => {
    const emit = () => JSON.stringify(emitProto([teaShop], { system: 's' }))
    assert.equal(emit(), emit())
  })
})

describe('buf, as an outside judge', requireBinary('buf'), () => {
  it('lints the files by its STANDARD rules without a finding', async () => {
    const place = await write('lint', emitProto([teaShop, everything], { system: 'tea-shop' }))
    await run('buf', ['lint', place])
  })

  it('understands them as the descriptors say that reflection serves', async () => {
    const options = { system: 'tea-shop' }
    const place = await write('build', emitProto([teaShop, everything], options))
    const image = path.join(folder, 'image.binpb')
    await run('buf', [
      'build',
      place,
      '--as-file-descriptor-set',
      '--exclude-source-info',
      '-o',
      image,
    ])
    const built = fromBinary(FileDescriptorSetSchema, await readFile(image))
    const { files } = protosOf([teaShop, everything], options)
    for (const file of files) {
      const theirs = built.file.find(({ name }) => name === file.path)
      assert.ok(theirs, file.path)
      assert.deepEqual(
        fromBinary(
          FileDescriptorProtoSchema,
          toBinary(FileDescriptorProtoSchema, descriptorOf(file)),
        ),
        theirs,
      )
    }
  })

  it('accepts a compatible change, and finds a break', async () => {
    const before = moduleWith({ a: Type.String(), b: Type.Optional(Type.Integer()) })
    const lock = lockOf(before)
    const old = await write('old', emitted(before))
    const compatible = moduleWith({
      c: Type.Optional(Type.Array(Type.String())),
      b: Type.Optional(Type.Integer()),
      a: Type.String(),
    })
    const added = await write('added', emitted(compatible, lock))
    await run('buf', ['breaking', added, '--against', old])
    for (const [name, fields] of Object.entries({
      retyped: { a: Type.Integer(), b: Type.Optional(Type.Integer()) },
      removed: { a: Type.String() },
    })) {
      const broken = await write(name, emitted(moduleWith(fields), lock))
      await assert.rejects(run('buf', ['breaking', broken, '--against', old]), isFinding, name)
    }
    const unlocked = await write('unlocked', emitted(compatible))
    await assert.rejects(run('buf', ['breaking', unlocked, '--against', old]), isFinding)
  })
})

/** What buf found stands in its output. */
function isFinding(error: unknown): boolean {
  return /m\.proto:\d+/.test((error as { stdout?: string }).stdout ?? '')
}

const unasked = async (): Promise<never> => {
  throw new Error('never run')
}

/** One query whose input has these fields. */
function moduleWith(fields: TObject['properties']) {
  const ask = query({
    name: 'm.ask',
    summary: 'Asks.',
    input: Type.Object(fields),
    output: Type.Null(),
    access: 'public',
  })
  return defineModule({
    name: 'm',
    summary: 'For a test.',
    migrations: new URL('./', import.meta.url),
    handlers: [handle(ask, unasked)],
  })
}

type TestModule = ReturnType<typeof moduleWith>

function emitted(module: TestModule, lock: ProtoLock = {}) {
  return emitProto([module], { system: 's', lock })
}

function protoOf(fields: TObject['properties'], lock?: ProtoLock): string {
  return emitted(moduleWith(fields), lock)['proto/s/m/v1/m.proto'] ?? ''
}

function lockOf(module: TestModule): ProtoLock {
  return parseProtoLock(emitted(module)['proto.lock.json'] ?? '')
}

const Line = Type.Object(
  { sku: Type.String(), note: Type.Optional(Type.String()) },
  { title: 'Line' },
)
const moved = event({
  name: 'all.moved',
  summary: 'Something moved.',
  data: Type.Object({ thingId: Type.String(), lines: Type.Array(Line) }),
})

/** Every shape once: of fields, of answers, of methods. */
const everything = defineModule({
  name: 'all',
  summary: 'Everything\nonce.',
  migrations: new URL('./', import.meta.url),
  handlers: [
    query({
      name: 'all.shapes',
      summary: 'Every shape of a field.',
      input: Type.Object({
        kind: Type.Enum(['in-transit', 'HERE', '2nd']),
        mode: Type.Literal('only'),
        ratio: Type.Number(),
        at: Type.String({ format: 'date-time' }),
        line: Line,
        maybe: Type.Optional(Type.Union([Line, Type.Null()])),
        none: Type.Union([Type.Number(), Type.Null()]),
        list: Type.Optional(Type.Union([Type.Array(Line), Type.Null()])),
        map: Type.Record(Type.String(), Line),
        maybeMap: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
        any: Type.Unknown(),
        free: Type.Object({ a: Type.String() }, { additionalProperties: true }),
        either: Type.Union([Type.String(), Type.Integer()]),
        sparse: Type.Array(Type.Union([Type.String(), Type.Null()])),
        HTTPStatus: Type.Integer(),
        odd_Name: Type.String(),
      }),
      output: Line,
      access: 'public',
      batch: 10,
    }),
    query({
      name: 'all.count',
      summary: 'An answer that is no object.',
      input: Type.Object({}),
      output: Type.Union([Type.Integer(), Type.Null()]),
      access: 'public',
    }),
    query({
      name: 'all.list',
      summary: 'An answer that is a list.',
      input: Type.Object({}),
      output: Type.Array(Line),
      access: 'public',
    }),
  ].map((operation) => handle(operation, unasked)),
  events: [moved],
  subscriptions: [
    subscription({
      name: 'all.moves',
      summary: 'What moves.',
      input: Type.Object({ thingId: Type.Optional(Type.String()) }),
      events: [moved],
      access: 'public',
    }),
  ],
})

async function write(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const root = path.join(folder, name)
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text)
  }
  return path.join(root, 'proto')
}
