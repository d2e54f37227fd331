import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { InputError } from '@archwright/model/light'
import fc from 'fast-check'

import { readBrief } from './read-brief.ts'

describe('readBrief', () => {
  it('takes a mapping with a known key for YAML, and anything else for prose', async () => {
    assert.equal(
      (await readBrief('# a comment\nsystem: shop\ncapabilities: [catalog]')).prose,
      undefined,
    )
    assert.equal(
      (await readBrief('{"system": "shop", "capabilities": ["catalog"]}')).prose,
      undefined,
    )
    const note = 'Note: we sell shoes in an online shop.'
    assert.equal((await readBrief(note)).prose, note)
    const list = 'Requirements:\n- a catalog\n- 500 orders per day\n'
    assert.equal((await readBrief(list)).prose, list)
  })

  it('answers misspelled YAML with the key that was meant rather than reading it as prose', async () => {
    await assert.rejects(readBrief('sytem: shop\noperatons: {}'), /did you mean "system"/)
  })

  it('lets the caller name the system', async () => {
    assert.equal((await readBrief('A chat service.', { name: 'Team Chat' })).system, 'team-chat')
    assert.equal((await readBrief('system: a\ncapabilities: [catalog]', { name: 'b' })).system, 'b')
  })

  it('refuses a source of 1 MB before reading it', async () => {
    const started = performance.now()
    await assert.rejects(readBrief(`system: ${'x'.repeat(2 ** 20)}`), /more than 256 KiB/)
    assert.ok(performance.now() - started < 1000)
  })

  it('throws nothing but InputError, whatever it is given', async () => {
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
    await fc.assert(
      fc.asyncProperty(source, async (text) => {
        try {
          await readBrief(text)
        } catch (error) {
          assert.ok(error instanceof InputError, String(error))
        }
      }),
      { numRuns: 500 },
    )
  })
})
