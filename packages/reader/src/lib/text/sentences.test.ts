import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { splitSentences } from './sentences.ts'

describe('splitSentences', () => {
  it('ends sentences at full stops, but not inside numbers and abbreviations', () => {
    assert.deepEqual(split('Uptime is 99.99 percent. Use it, e.g. at night. Done!'), [
      'Uptime is 99.99 percent.',
      'Use it, e.g. at night.',
      'Done!',
    ])
  })

  it('takes list items, headings and paragraphs apart and leaves their marks out', () => {
    assert.deepEqual(split('# Shop\n\nIt has:\n- a catalog\n- 500 orders\n  a day\n\n1. carts\n'), [
      'Shop',
      'It has:',
      'a catalog',
      '500 orders\n  a day',
      'carts',
    ])
  })

  it('cuts what is too long for a sentence at a space', () => {
    const parts = split('a shop '.repeat(1000))
    assert.ok(parts.length > 3 && parts.every((part) => part.length <= 2000))
    assert.equal(parts.join(' '), 'a shop '.repeat(1000).trim())
  })

  it('drops parts without a letter or digit', () => {
    assert.deepEqual(split('--- \n\n ... \n\nYes'), ['Yes'])
  })
})

function split(prose: string): string[] {
  return splitSentences(prose).map(({ start, end }) => prose.slice(start, end))
}
