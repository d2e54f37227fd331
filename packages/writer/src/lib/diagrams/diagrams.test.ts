import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'
import { JSDOM } from 'jsdom'

import { parseMermaid } from '../testing/mermaid-parser.ts'
import { oddText, oddTexts } from '../testing/odd-text.ts'
import { emptyDesign, shopDesign, shopSaying } from '../testing/shop.ts'
import { textOnFill } from './c4.ts'
import { diagrams } from './diagrams.ts'
import { renderSvg } from './svg.ts'

describe('diagrams', () => {
  for (const [name, design] of Object.entries({ shop: shopDesign, nothing: emptyDesign })) {
    for (const diagram of diagrams(design())) {
      it(`draws ${diagram.name} so that Mermaid reads it (${name})`, async () => {
        assert.equal(await parseMermaid(diagram.mermaid), kindOf(diagram.name))
      })

      it(`draws ${diagram.name} as an SVG that needs nothing else (${name})`, () => {
        const svg = renderSvg(diagram.mermaid)
        assert.equal(svg, renderSvg(diagram.mermaid))
        assert.doesNotMatch(svg, /url\(['"]?https?:|@import|var\(--|NaN|undefined/)
        assert.doesNotThrow(() => parseXml(svg))
      })
    }
  }

  it('shows the undoing of a saga in reverse, and never beyond its pivot', () => {
    const saga = mermaidOf('saga-orders-placing')
    const undoing = saga.slice(saga.indexOf('opt a step up to'))
    assert.ok(undoing.indexOf('payments.voidPayment') < undoing.indexOf('inventory.release'))
    assert.match(saga, /Pivot/)
    assert.match(
      undoing,
      /opt a step after the pivot fails[\s\S]*inventory.commitReservation again/,
    )
  })

  it('answers the caller before a saga asks anybody, and shows whom its own module asks outside', () => {
    const design = shopDesign()
    const [saga] = design.sagas
    const own = saga?.steps.find(({ operation }) => operation === 'orders.recordAuthorization')
    assert.ok(own)
    own.dependency = 'registry'
    const text = diagrams(design).find(({ name }) => name === 'saga-orders-placing')?.mermaid ?? ''
    assert.match(text, /module_orders->>outside_registry: record/)
    assert.ok(text.indexOf('-->>caller') < text.indexOf('inventory.reserve'))
  })

  it('shows the same words in the SVG as in the design', () => {
    const design = { ...shopDesign(), title: 'Tea & "Cups" [new] <b>|</b> #1; 茶' }
    const context = diagrams(design).find(({ name }) => name === 'context')
    const text = parseXml(renderSvg(context?.mermaid ?? '')).documentElement.textContent
    assert.match(text, /Tea & "Cups" \[new\] <b>\|<\/b> #1; 茶/)
  })

  it('keeps the text of filled boxes white when dark mode swaps the other colors', () => {
    const svg = renderSvg(mermaidOf('container'))
    assert.match(svg, new RegExp(`<text[^>]* fill="${textOnFill}"`))
    assert.match(svg, /prefers-color-scheme: dark[\s\S]*\[fill="#ffffff"\]/)
    assert.ok(!svg.includes(`[fill="${textOnFill}"]`))
  })

  it('stays readable for both parsers, whatever the words of the design', async () => {
    await fc.assert(
      fc.asyncProperty(oddText, async (text) => {
        for (const { mermaid } of diagrams(shopSaying(text))) {
          await parseMermaid(mermaid)
          parseXml(renderSvg(mermaid))
        }
      }),
      { numRuns: 8, examples: oddTexts.map((text) => [text]) },
    )
  })

  it('keeps every box and arrow, whatever the words of the design', () => {
    const count = (text: string) =>
      diagrams(shopSaying(text)).map(({ mermaid }) => boxes(renderSvg(mermaid)))
    const plain = count('word')
    fc.assert(
      fc.property(oddText, (text) => assert.deepEqual(count(text), plain)),
      { numRuns: 8, examples: oddTexts.map((text) => [text]) },
    )
  })
})

const kindOf = (name: string): string =>
  name.startsWith('saga') ? 'sequence' : name === 'tables' ? 'er' : 'flowchart-v2'

const boxes = (svg: string): string =>
  ['class="node"', 'class="edge"', 'class="message"', 'class="actor"', 'class="subgraph"']
    .map((mark) => svg.split(mark).length - 1)
    .join()

function mermaidOf(name: string): string {
  const found = diagrams(shopDesign()).find((each) => each.name === name)
  assert.ok(found, `no diagram ${name}`)
  return found.mermaid
}

// jsdom's XML parser throws on what is not well-formed.
function parseXml(svg: string): Document {
  return new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document
}
