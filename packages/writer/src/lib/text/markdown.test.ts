import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'
import { lexer, type Token, type Tokens } from 'marked'

import { oddText, oddTexts } from '../testing/odd-text.ts'
import { bullets, code, onOneLine, prose, table } from './markdown.ts'

describe('a Markdown table', () => {
  it('keeps each text in its own cell', () => {
    fc.assert(
      fc.property(oddText, oddText, (first, second) => {
        const columns = [{ title: 'A' }, { title: 'B', align: 'right' as const }, { title: 'C' }]
        const written = table(columns, [[prose(first), code(second), 'last']])
        const [parsed] = lexer(written)
        assert.equal(parsed?.type, 'table')
        assert.equal((parsed as Tokens.Table).rows[0]?.[2]?.text, 'last')
        assert.equal(written.split('\n').length, 3)
      }),
      { examples: oddTexts.map((text) => [text, text]) },
    )
  })

  it('lines its columns up', () => {
    const written = table(
      [{ title: 'Name' }, { title: 'n', align: 'right' }],
      [
        ['tea', '1'],
        ['oolong', '20'],
      ],
    )
    assert.equal(written, '| Name   |   n |\n| ------ | --: |\n| tea    |   1 |\n| oolong |  20 |')
  })

  it('is nothing when there are no rows', () => {
    assert.equal(table([{ title: 'A' }], []), '')
  })
})

describe('prose', () => {
  it('starts no tag, no link and no code that goes on into what follows', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const tokens = inline(`${prose(text)} and \`code\``)
        const kinds = tokens.map(({ type }) => type)
        assert.ok(
          !kinds.includes('html') && !kinds.includes('link') && !kinds.includes('image'),
          kinds.join(),
        )
        assert.equal(tokens.at(-1)?.raw, '`code`')
      }),
      { examples: oddTexts.map((text) => [text]) },
    )
  })

  it('is one paragraph, and one item of a list, whatever it starts with', () => {
    const starts = fc.constantFrom('#', '-', '*', '+', '1.', '12)', '~~~', '___', '- - -', '')
    fc.assert(
      fc.property(starts, oddText, (start, text) => {
        const written = prose(`${start}${text}word`)
        assert.deepEqual(shape(written), ['paragraph'])
        assert.deepEqual(shape(bullets([written])), [[['text']]])
      }),
      { numRuns: 1_000, examples: ['#', '-', '1.'].map((start) => [start, ' ']) },
    )
  })

  it('leaves ordinary words as they are', () => {
    const words = 'At least 1000 orders, 99.99 %: `orders.placeOrder` is the "hot" one.'
    assert.equal(prose(words), words)
  })
})

describe('onOneLine', () => {
  it('leaves no line break, control character or lone surrogate', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const line = onOneLine(text)
        assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u)
        assert.ok(line.isWellFormed())
      }),
      { examples: oddTexts.map((text) => [text]) },
    )
  })
})

// A word in front keeps the text from being a heading or a list, as it is everywhere in our documents.
function inline(text: string): Token[] {
  const [paragraph] = lexer(`So ${text}`)
  assert.equal(paragraph?.type, 'paragraph')
  return (paragraph as Tokens.Paragraph).tokens
}

/** Kinds of blocks; a list as the kinds of blocks in each of its items. */
function shape(markdown: string): unknown[] {
  const kinds = (tokens: readonly Token[]) => tokens.map(({ type }) => type)
  return lexer(markdown).map((token) =>
    token.type === 'list'
      ? (token as Tokens.List).items.map((item) => kinds(item.tokens))
      : token.type,
  )
}
