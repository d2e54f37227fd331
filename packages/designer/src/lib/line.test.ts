import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { design } from './design.ts'
import { line } from './line.ts'
import { libraryBrief } from './testing/library-brief.ts'
import { linkBrief } from './testing/link-brief.ts'
import { shopBrief } from './testing/shop-brief.ts'

describe('a line of arithmetic', () => {
  it('shows the result it gives', () => {
    const parts = { id: 'L-x', what: 'x', formula: '2 × 3', value: 6, unit: 'cores', from: [] }
    assert.equal(line(parts).formula, '2 × 3 = 6 cores')
  })

  for (const brief of [shopBrief, libraryBrief, linkBrief]) {
    const { system, capacity, availability } = design(brief())
    for (const { id, formula, value, unit } of [...capacity.lines, ...availability.lines]) {
      it(`${id} of the ${system} can be worked out by hand: ${formula.slice(0, 60)}`, () => {
        const worked = workOut(formula.slice(0, formula.lastIndexOf(' = ')))
        // Shares of time live in their distance from one; other figures are shown to three digits.
        const [a, b] = unit === 'share of time' ? [1 - worked, 1 - value] : [worked, value]
        assert.ok(
          Math.abs(a - b) <= 0.02 * Math.max(Math.abs(a), Math.abs(b)) + 1e-9,
          `${worked} against ${value}`,
        )
      })
    }
  }
})

/** Evaluates a printed formula: numbers, + − × ÷ ^ √, brackets, max and ceil; words are units. */
function workOut(formula: string): number {
  const text = formula
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replaceAll('−', '-')
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('^', '**')
    .replace(/√([\d.]+)/g, 'Math.sqrt($1)')
    .replace(/\b(max|ceil)\(/g, 'Math.$1(')
    .replace(/ [a-z]+\/[a-z]+/g, '')
  assert.match(text, /^(Math\.(sqrt|max|ceil)|[\d.e\s()+\-*/,])+$/)
  return Number(new Function(`return ${text}`)())
}
