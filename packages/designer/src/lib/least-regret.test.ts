import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answerIn, usualAnswer } from './answer.ts'
import { completeBrief } from './brief/complete.ts'
import type { Question } from './decision.ts'
import { outIf } from './score.ts'
import { assess, type Situation } from './situation.ts'
import { libraryBrief } from './testing/library-brief.ts'
import { shopBrief } from './testing/shop-brief.ts'
import { cornersOf, worldsOf } from './worlds.ts'

const library = assess(completeBrief(libraryBrief()))

/** A small engine that is simpler and a large one; the small one carries so many calls a second. */
function question(small: number, varies: Question['varies'] = ['load']): Question {
  return {
    key: `carries ${small} ${varies.join()}`,
    area: 'data',
    question: 'Which engine?',
    weights: { simplicity: 1 },
    varies,
    judge: ({ totals }: Situation) => [
      {
        name: 'small',
        scores: { simplicity: 1 },
        ruledOut: outIf(totals.callsPerSecond > small, () => 'too small'),
      },
      { name: 'large', scores: { simplicity: 0.8 } },
    ],
    explain: () => ({ answer: '', because: [], consequences: [] }),
  }
}

describe('an answer over worlds that the brief allows', () => {
  const now = library.totals.callsPerSecond
  const most = cornersOf(library)[1]?.totals.callsPerSecond ?? 0

  it('has worlds on both sides of what was assumed, the same twice', () => {
    const loads = worldsOf(library).map(({ totals }) => totals.callsPerSecond)
    assert.ok(Math.min(...loads) < now && now < Math.max(...loads))
    assert.ok(Math.max(...loads) <= most)
    const again = worldsOf(assess(completeBrief(libraryBrief())))
    assert.deepEqual(
      again.map(({ totals }) => totals.callsPerSecond),
      loads,
    )
  })

  const rows = [
    ['the small one while it carries every world', most * 1.01, 'small'],
    ['the large one once the assumed load alone rules the small one out', now * 0.99, 'large'],
    ['the large one where the assumed load fits and many worlds do not', now * 1.01, 'large'],
  ] as const
  for (const [what, small, expected] of rows) {
    it(`is ${what}`, () => {
      assert.equal(answerIn(library, question(small)), expected)
    })
  }

  it('is what the assumed numbers say where the question does not turn on load, reads or rows', () => {
    const asked = question(now * 1.01, ['teams'])
    assert.equal(answerIn(library, asked), 'small')
    assert.equal(usualAnswer(library, asked), 'small')
  })

  it('weighs only what the brief left open: a stated rate is taken as stated', () => {
    const complete = completeBrief(shopBrief())
    const stated = assess({
      ...complete,
      assumptions: complete.assumptions.filter(({ about }) => !about.startsWith('operations.')),
    })
    const loads = worldsOf(stated).map(({ totals }) => totals.callsPerSecond)
    for (const load of loads) assert.ok(Math.abs(load / stated.totals.callsPerSecond - 1) < 1e-9)
    const cores = worldsOf(stated).map(({ totals }) => totals.databaseCores)
    assert.ok(Math.max(...cores) > 1.5 * Math.min(...cores))
  })
})
