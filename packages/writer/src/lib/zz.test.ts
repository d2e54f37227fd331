import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'
import { JSDOM } from 'jsdom'
import { lexer, type Token, type Tokens } from 'marked'
import { parseAllDocuments } from 'yaml'

import { anchor } from './references.ts'
import { parseMermaid } from './testing/mermaid-parser.ts'
import { oddText, oddTexts } from './testing/odd-text.ts'
import { emptyDesign, shopDesign, shopSaying } from './testing/shop.ts'
import { writeDocuments } from './write-documents.ts'
import type { WrittenFile } from './written-file.ts'

describe('writeDocuments', () => {
  it('gives the same bytes for the same design', () => {
    assert.deepEqual(writeDocuments(shopDesign()), writeDocuments(shopDesign()))
  })

  it('leaves the design as it was', () => {
    const design = shopDesign()
    writeDocuments(design)
    assert.deepEqual(design, shopDesign())
  })

  for (const [name, design] of Object.entries({ shop: shopDesign, nothing: emptyDesign })) {
    const files = writeDocuments(design())

    it(`writes each path once (${name})`, () => {
      const paths = files.map(({ path }) => path)
      assert.deepEqual([...new Set(paths)], paths)
    })

    it(`ends each file with one line break and holds no trace of a missing value (${name})`, () => {
      for (const { path, text } of files) {
        assert.match(text, /[^\n]\n$/, path)
        assert.doesNotMatch(text, /undefined|NaN|\[object|Infinity|\bnull\b(?!,)/, path)
      }
    })

    it(`links only to files and headings that are there (${name})`, () => {
      assert.deepEqual(deadLinks(files), [])
    })

    it(`writes YAML that parses (${name})`, () => {
      for (const { path, text } of files.filter((each) => /\.ya?ml$/.test(each.path))) {
        const problems = parseAllDocuments(text).flatMap((document) => document.errors ?? [])
        assert.deepEqual(problems, [], path)
      }
    })
  }

  it('says in every file who writes it, without spoiling it', async () => {
    for (const { path, text } of writeDocuments(shopDesign())) {
      const marked = /Written by Archwright/.test(text.split('\n')[0] ?? '')
      assert.equal(marked, !path.endsWith('.json'), path) // JSON has no comments; the lock file names its owner
      if (path.endsWith('.mmd')) await parseMermaid(text)
      if (path.endsWith('.svg'))
        assert.doesNotThrow(() => new JSDOM(text, { contentType: 'image/svg+xml' }), path)
    }
  })

  it('answers all parts a reader of the shop expects', () => {
    const design = shopDesign()
    design.brief.notUnderstood.push({ text: 'Make it pop.', origin: { from: 'yaml', line: 1 } })
    const headings = headingsOf(fileOf(writeDocuments(design), 'docs/proposal.md'))
    const expected = [
      'Summary',
      '1. Core architecture',
      '2. API design',
      '3. Scalability',
      '4. Resilience and observability',
      '5. Data consistency',
      '6. Messaging and background work',
      '7. Data',
      'Capacity',
      'Availability budget',
      'Security',
      'Risks',
      'Rollout',
      'Claims',
      'Assumptions',
      'Not understood',
      'Rules cited',
    ]
    assert.deepEqual(
      headings.filter((title) => expected.includes(title)),
      expected,
    )
  })

  it('keeps every table and heading whole, whatever the words of the design', () => {
    const plain = shapes(writeDocuments(shopSaying('word')))
    fc.assert(
      fc.property(oddText, (text) => {
        assert.deepEqual(shapes(writeDocuments(shopSaying(text))), plain)
      }),
      { numRuns: 250, examples: oddTexts.map((text) => [text]) },
    )
  })
})

/** What Markdown's own parser makes of each document: its headings' levels and the sizes of its tables. */
function shapes(files: readonly WrittenFile[]): string[] {
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ text }) => lexer(text).map(shapeOf))
}

function shapeOf(token: Token): string {
  if (token.type === 'heading') return `heading ${token.depth}`
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table
    return `table ${header.length} ${rows.map((row) => row.length).join()}`
  }
  if (token.type === 'list') return `list ${(token as Tokens.List).items.length}`
  return token.type
}

function deadLinks(files: readonly WrittenFile[]): string[] {
  const anchors = new Map(files.map((file) => [file.path, new Set(headingsOf(file).map(anchor))]))
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) =>
      linksOf(file)
        .filter((href) => isDead(file.path, href, anchors))
        .map((href) => `${file.path}: ${href}`),
    )
}

function isDead(from: string, href: string, anchors: Map<string, Set<string>>): boolean {
  if (/^https?:/.test(href)) return false
  const target = new URL(href, `file:///${from}`)
  const headings = anchors.get(decodeURIComponent(target.pathname.slice(1)))
  return (
    !headings || (target.hash !== '' && !headings.has(decodeURIComponent(target.hash.slice(1))))
  )
}

const linksOf = ({ text }: WrittenFile): string[] =>
  [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? '')

const headingsOf = ({ text }: WrittenFile): string[] =>
  [...text.matchAll(/^#{1,6} (.+)$/gm)].map((match) => match[1] ?? '')

function fileOf(files: readonly WrittenFile[], path: string): WrittenFile {
  const found = files.find((each) => each.path === path)
  assert.ok(found, `${path} was not written`)
  return found
}
