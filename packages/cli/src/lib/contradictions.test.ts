import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { design } from '@archwright/designer'
import { readProse } from '@archwright/reader'

const conflictsIn = (prose: string) => design(readProse(prose), { sensitivity: false }).conflicts

describe('what cannot all be had, in the words of a brief', () => {
  const cases: Record<string, { prose: string; key: string; shows: RegExp }> = {
    'strong consistency, writes in several regions, 10 ms': {
      prose:
        'A ledger service that records transfers between accounts with strong consistency and multi-region writes. Every transfer is answered within 10 ms. It runs in 3 regions.',
      key: 'regions.latency',
      shows: /round trip of 19\.2 ms.*against 10 ms/,
    },
    'no budget at 99.999 %': {
      prose:
        'A booking service for hotels with 99.999% availability and a budget of 0 USD per month.',
      key: 'cost.budget',
      shows: /cost \d[\d,]* USD a month or more, against 0 USD/,
    },
    'nothing lost, with copies that follow later': {
      prose:
        'A booking service for hotels. No data may be lost: RPO of 0 seconds, with asynchronous copies in a second region.',
      key: 'rpo.copies',
      shows: /writes\/s × 80\.5 ms/,
    },
  }
  for (const [name, { prose, key, shows }] of Object.entries(cases)) {
    it(`${name}: named, with the arithmetic and what comes nearest`, () => {
      const found = conflictsIn(prose).find((conflict) => conflict.key === key)
      assert.ok(
        found,
        conflictsIn(prose)
          .map((conflict) => conflict.key)
          .join(', '),
      )
      assert.match(found.arithmetic, shows)
      assert.ok(found.nearest.length > 20)
    })
  }

  it('is nothing where only our own assumptions would disagree', () => {
    assert.deepEqual(
      conflictsIn(
        'Circuit breaker and retry for calls to an external service. While a customer waits, our application asks an outside provider for delivery options.',
      ),
      [],
    )
  })
})
