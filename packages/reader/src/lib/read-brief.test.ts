import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { InputError } from '@archwright/model'
import fc from 'fast-check'

import { readBrief } from './read-brief.ts'

describe('readBrief', () => {
  it('takes a mapping with a known key for YAML, and anything else for prose', () => {
    assert.equal(readBrief('# a comment\nsystem: shop\ncapabilities: [catalog]').prose, undefined)
    assert.equal(readBrief('{"system": "shop", "capabilities": ["catalog"]}').prose, undefined)
    const note = 'Note: we sell shoes in an online shop.'
    assert.equal(readBrief(note).prose, note)
    const list = 'Requirements:\n- a catalog\n- 500 orders per day\n'
    assert.equal(readBrief(list).prose, list)
  })

  it('answers misspelled YAML with the key that was meant rather than reading it as prose', () => {
    assert.throws(() => readBrief('sytem: shop\noperatons: {}'), /did you mean "system"/)
  })

  it('lets the caller name the system', () => {
    assert.equal(readBrief('A chat service.', { name: 'Team Chat' }).system, 'team-chat')
    assert.equal(readBrief('system: a\ncapabilities: [catalog]', { name: 'b' }).system, 'b')
  })

  it('refuses a source of 1 MB before reading it', () => {
    const started = performance.now()
    assert.throws(() => readBrief(`system: ${'x'.repeat(2 ** 20)}`), /more than 256 KiB/)
    assert.ok(performance.now() - started < 1000)
  })

  it('throws nothing but InputError, whatever it is given', () => {
    const lines = fc.constantFrom(
      'system: a',
      'objectives:',
      '  rto: 5 s',
      '- x',
      '{',
      '[',
      '"',
      '? :',
      '!!map',
      '%YAML',
      '--- |',
      '<<: *a',
      '__proto__: 1',
      'operations: {a.b: 3/s}',
      '\t',
      'é: \u0000',
    )
    const source = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(lines).map((all) => all.join('\n')),
    )
    fc.assert(
      fc.property(source, (text) => {
        try {
          readBrief(text)
        } catch (error) {
          assert.ok(error instanceof InputError, String(error))
        }
      }),
      { numRuns: 500 },
    )
  })
})
