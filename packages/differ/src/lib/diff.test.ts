import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import { InputError } from '@archwright/model/light'

import type { Change } from './change.ts'
import { diff } from './diff.ts'
import { type Document, folderOf, teaApi, teaEvents } from './testing/documents.ts'

type Edit = (document: Document) => void
/** What is done to the contract → the worst that is said of it, and words of what is said. */
type Planted = Readonly<Record<string, readonly [Edit, Change['severity'] | 'none', RegExp]>>

const schemaOf = (api: Document) =>
  api.paths['/v1/teas/{id}'].get.responses[200].content['application/json'].schema
const bodyOf = (api: Document) =>
  api.paths['/v1/teas'].post.requestBody.content['application/json'].schema

const planted: Readonly<Record<string, readonly [create: () => Document, Planted]>> = {
  'api.json': [
    teaApi,
    {
      nothing: [() => {}, 'none', /^$/],
      'an operation that is gone': [(api) => delete api.paths['/v1/teas'], 'breaking', /removed/],
      'a field of the answer that is gone': [
        (api) => delete schemaOf(api).properties.name,
        'breaking',
        /`name`/,
      ],
      'a new required field of the body': [
        (api) => bodyOf(api).required.push('note'),
        'breaking',
        /`note`/,
      ],
      'a new optional field of the body': [
        (api) => {
          bodyOf(api).properties.cups = { type: 'integer' }
        },
        'compatible',
        /`cups`/,
      ],
      'a role that may no longer ask': [
        (api) => api.paths['/v1/teas'].post['x-roles'].pop(),
        'breaking',
        /no longer for partner/,
      ],
      'a repeat that is no longer harmless': [
        (api) => {
          api.paths['/v1/teas'].post['x-idempotency'] = 'none'
        },
        'breaking',
        /natural → none/,
      ],
      'a new operation': [
        (api) => {
          api.paths['/v1/cups'] = { get: { responses: { 204: { description: 'None.' } } } }
        },
        'compatible',
        /endpoint added/,
      ],
    },
  ],
  'events.json': [
    teaEvents,
    {
      nothing: [() => {}, 'none', /^$/],
      'an event that is gone': [
        (api) => delete api.components.messages['tea.brewed'],
        'breaking',
        /the event is gone/,
      ],
      'a field that is gone': [
        ({ components }) => delete components.schemas.Brewed.properties.note,
        'breaking',
        /the field is gone/,
      ],
      'an optional field more': [
        ({ components }) => {
          components.schemas.Brewed.properties.milk = { type: 'boolean' }
        },
        'compatible',
        /an optional field is new/,
      ],
      'a required field more, which recorded events lack': [
        ({ components }) => {
          components.schemas.Brewed.properties.milk = { type: 'boolean' }
          components.schemas.Brewed.required.push('milk')
        },
        'breaking',
        /events recorded before do not fit at \/milk/,
      ],
      'a required field more, to which recorded events are lifted': [
        ({ components }) => {
          components.schemas.Brewed.properties.milk = { type: 'boolean' }
          components.schemas.Brewed.required.push('milk')
          components.messages['tea.brewed']['x-version'] = 2
        },
        'compatible',
        /version 1 becomes 2/,
      ],
      'more cups than were promised': [
        ({ components }) => {
          components.schemas.Brewed.properties.cups.maximum = 10
        },
        'breaking',
        /maximum: 9 → 10/,
      ],
      'a required field of what is only heard': [
        ({ components }) => {
          const { payload } = components.messages['cups.washed']
          payload.properties.by = { type: 'string' }
          payload.required.push('by')
        },
        'breaking',
        /a required field is new/,
      ],
    },
  ],
}

for (const [file, [create, edits]] of Object.entries(planted)) {
  describe(`diff of two ${file}`, () => {
    for (const [name, [edit, severity, words]] of Object.entries(edits)) {
      it(`says of ${name}: ${severity}`, async () => {
        const after = create()
        edit(after)
        const changes = await changesOf(file, create(), after)
        assert.equal(changes[0]?.severity ?? 'none', severity)
        assert.match(
          changes
            .filter((change) => change.severity === severity)
            .map(({ what }) => what)
            .join('\n'),
          words,
        )
        assertReasons(changes)
      })
    }
  })
}

const sdl = `type Query { tea(id: ID!): Tea, teas: [Tea!]! }
type Tea { id: ID!, name: String!, size: Size }
enum Size { SMALL LARGE }`

const proto = `syntax = "proto3";
package shop.tea.v1;
service TeaService { rpc GetTea (GetTeaRequest) returns (Tea); }
message GetTeaRequest { string id = 1; }
message Tea { string id = 1; optional string name = 2; repeated string tags = 3; Size size = 4; }
enum Size { SIZE_UNSPECIFIED = 0; SIZE_SMALL = 1; }
`

type Replaced = Readonly<Record<string, readonly [from: string, to: string, Change['severity']]>>
const texts: Readonly<Record<string, readonly [text: string, Replaced]>> = {
  'schema.graphql': [
    sdl,
    {
      'a field that is gone': [', name: String!', '', 'breaking'],
      'a field that may be null now': ['name: String!', 'name: String', 'breaking'],
      'an argument that is needed now': ['tea(id: ID!)', 'tea(id: ID!, at: Int!)', 'breaking'],
      'a new value of an enum': ['SMALL LARGE', 'SMALL LARGE HUGE', 'risky'],
      'a new field': ['name: String!', 'name: String!, note: String', 'compatible'],
    },
  ],
  'tea.proto': [
    proto,
    {
      'a field that is gone': ['optional string name = 2; ', '', 'breaking'],
      'a field that is gone and reserved': ['optional string name = 2;', 'reserved 2;', 'breaking'],
      'a field with another number': ['string name = 2', 'string name = 5', 'breaking'],
      'a field with another name': ['string name = 2', 'string title = 2', 'breaking'],
      'a field of another type': ['string name', 'bytes name', 'breaking'],
      'a list that is one now': ['repeated string tags', 'string tags', 'breaking'],
      'a field that is always there now': ['optional string name', 'string name', 'breaking'],
      'a method that streams now': ['returns (Tea)', 'returns (stream Tea)', 'breaking'],
      'a method that is gone': ['rpc GetTea (GetTeaRequest) returns (Tea);', '', 'breaking'],
      'a new value of an enum': ['SIZE_SMALL = 1;', 'SIZE_SMALL = 1; SIZE_BIG = 2;', 'risky'],
      'a new field': ['Size size = 4;', 'Size size = 4; string note = 5;', 'compatible'],
    },
  ],
}

for (const [file, [text, edits]] of Object.entries(texts)) {
  describe(`diff of two ${file}`, () => {
    it('says nothing of the same', async () => {
      assert.deepEqual(await changesOf(file, text, text), [])
    })

    for (const [name, [from, to, severity]] of Object.entries(edits)) {
      it(`says of ${name}: ${severity}`, async () => {
        assert.ok(text.includes(from))
        const changes = await changesOf(file, text, text.replace(from, to))
        assert.equal(changes[0]?.severity, severity)
        assertReasons(changes)
      })
    }
  })
}

describe('diff of .proto', () => {
  it('says when the number of what is gone may be used again', async () => {
    const [free] = await changesOf('tea.proto', proto, proto.replace('Size size = 4;', ''))
    assert.match(free?.what ?? '', /number 4 is not reserved/)
    const [kept] = await changesOf(
      'tea.proto',
      proto,
      proto.replace('Size size = 4;', 'reserved 4;'),
    )
    assert.equal(kept?.what, 'the field is gone')
  })
})

describe('diff of folders', () => {
  it('pairs contracts by kind and name, and misses one that is gone', async () => {
    await using before = await folderOf({
      'api.json': teaApi(),
      'a.graphql': sdl,
      'b.proto': proto,
    })
    await using after = await folderOf({ 'api.json': teaApi(), 'a.graphql': sdl, 'c.proto': proto })
    const { changes, compared } = await diff(before.path, after.path)
    assert.deepEqual(
      changes.map(({ severity, place }) => [severity, place]),
      [
        ['breaking', 'b.proto'],
        ['compatible', 'c.proto'],
      ],
    )
    assert.deepEqual(compared, { openapi: 1, asyncapi: 0, graphql: 1, proto: 0 })
  })

  it('names the recorded consumers that a break hits, by the fields they use', async () => {
    const reads = (consumer: string, ...fields: string[]) => ({
      consumer,
      uses: { 'tea.getTea': { sends: ['id'], reads: fields, failures: [] } },
    })
    const after = teaApi()
    delete schemaOf(after).properties.name
    await using folder = await folderOf({
      'old.json': teaApi(),
      'new.json': after,
      'page.json': reads('page', 'id', 'name'),
      'robot.json': reads('robot', 'id'),
    })
    const at = (name: string) => path.join(folder.path, name)
    const consumers = [at('page.json'), at('robot.json')]
    const { changes } = await diff(at('old.json'), at('new.json'), { consumers })
    const ofGet = changes.filter(({ of }) => of === 'tea.getTea')
    assert.deepEqual(
      ofGet.map(({ hits }) => hits),
      [['page']],
    )
  })
})

describe('diff of what is no contract', () => {
  const wrong: Readonly<Record<string, readonly [name: string, text: string, problem: RegExp]>> = {
    'a broken document': ['a.json', '{"openapi": ', /cannot be read/],
    'a document that is something else': ['a.json', '{"name": 1}', /is no contract/],
    'a broken schema': ['a.graphql', 'type Query {', /Syntax Error/],
    'a broken .proto': ['a.proto', 'message {', /illegal/],
  }
  for (const [name, [file, text, problem]] of Object.entries(wrong)) {
    it(`refuses ${name}, and says what would be right`, async () => {
      await using folder = await folderOf({ [file]: text })
      const it = path.join(folder.path, file)
      await assert.rejects(diff(it, it), (error) => {
        assert.ok(error instanceof InputError)
        assert.match(error.problems[0]?.what ?? '', problem)
        assert.ok(error.problems[0]?.right)
        return true
      })
    })
  }

  it('refuses two that have nothing in common', async () => {
    await using folder = await folderOf({ 'a.proto': proto, 'b.graphql': sdl })
    const [a, b] = ['a.proto', 'b.graphql'].map((name) => path.join(folder.path, name))
    await assert.rejects(diff(a ?? '', b ?? ''), InputError)
  })
})

async function changesOf(file: string, before: string | object, after: string | object) {
  await using old = await folderOf({ [file]: before })
  await using young = await folderOf({ [file]: after })
  const { changes } = await diff(path.join(old.path, file), path.join(young.path, file))
  return changes
}

/** Whatever breaks or may break somebody says whom, and what would be right. */
function assertReasons(changes: readonly Change[]): void {
  for (const { severity, why, instead } of changes)
    assert.equal(severity !== 'compatible', !!why && !!instead)
}
