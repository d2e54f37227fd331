import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief, Flip } from '@archwright/model'

import { completeBrief } from './brief/complete.ts'
import { design } from './design.ts'
import { assess } from './situation.ts'
import { libraryBrief } from './testing/library-brief.ts'
import { linkBrief } from './testing/link-brief.ts'
import { shopBrief } from './testing/shop-brief.ts'
import { type Variable, variableNames, variableOf } from './variables.ts'

const briefs = { shop: shopBrief, library: libraryBrief, 'link shortener': linkBrief }

for (const [name, brief] of Object.entries(briefs)) {
  describe(`each printed flip of the ${name}`, () => {
    const complete = completeBrief(brief())
    const variables = variablesOf(complete)
    for (const { key, chosen, flips } of design(complete).decisions) {
      for (const flip of flips) {
        it(`${key} changes ${flip.direction} ${flip.at} ${flip.unit} of ${flip.variable}, and not before`, () => {
          const variable = variables.get(flip.variable)
          assert.ok(variable, flip.variable)
          const answerAt = (value: number) =>
            design(variable.write(value), { sensitivity: false }).decisions.find(
              (each) => each.key === key,
            )?.chosen
          const { kept, changed } = around(flip, variable)
          assert.equal(answerAt(kept), chosen)
          assert.equal(answerAt(changed), flip.becomes)
        })
      }
    }
  })
}

describe('flips', () => {
  it('are found for the decisions that numbers buy', () => {
    const flipping = design(shopBrief())
      .decisions.filter(({ flips }) => flips.length > 0)
      .map(({ key }) => key)
    for (const key of [
      'topology',
      'store.records',
      'messaging',
      'cache',
      'availability',
      'scaling.database',
    ]) {
      assert.ok(flipping.includes(key), key)
    }
  })
})

/** The values of a variable just on either side of a flip. */
function around({ at, direction }: Flip, { spacing }: Variable): { kept: number; changed: number } {
  const [less, more] = {
    ratio: [at * 0.99, at * 1.01],
    whole: [at - 1, at],
    nines: [1 - (1 - at) * 1.02, 1 - (1 - at) * 0.98],
  }[spacing] as [number, number] // two values in each row of the table
  return direction === 'from' ? { kept: less, changed: more } : { kept: more, changed: less }
}

function variablesOf(complete: Brief): Map<string, Variable> {
  const situation = assess(complete)
  const found = variableNames.flatMap((name) => variableOf(name, situation) ?? [])
  return new Map(found.map((variable) => [variable.name, variable]))
}
