import { inFlight } from '../../arithmetic/little.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import type { Situation } from '../../situation.ts'

/** How one kind of work is kept from holding up the rest. */
export const isolation: Question = {
  key: 'resilience.isolation',
  area: 'resilience',
  question: 'How is one kind of work, or one customer, kept from holding up the rest?',
  weights: { containment: 3, simplicity: 2 },
  varies: [],
  choices: () => ({ resilience: ['bulkhead'] }),
  judge: ({ signals }) => {
    const stamps = signals.any('own-stamp')
    return [
      {
        name: 'a bounded pool of workers for each kind',
        scores: { containment: 0.9, simplicity: 0.8 },
      },
      {
        name: 'processes of their own for each kind',
        scores: { containment: 1, simplicity: stamps ? 0.6 : 0.3 },
      },
      { name: 'one pool for all, in turn', scores: { containment: 0.3, simplicity: 1 } },
    ]
  },
  explain: (situation, chosen) => {
    const busiest = busiestOf(situation)
    const word = situation.signals.of('isolation', 'tenants')[0]
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${busiest.text}, and none may use more than half of all`,
      because: [
        {
          text: `${word ? `The brief says ${quote(situation, word)}; ` : ''}by Little’s law ${busiest.text} at its peak, so a pool of twice that never starves it and stops it there`,
          from: citeLoad(situation),
        },
      ],
      consequences: [
        'A kind that hangs fills its own pool and its own queue; the age of the oldest waiting is measured for each kind',
        'A queue that is full refuses at once with the time to come back',
        'Failing work moves to a dead letter of its kind after its attempts, so it does not come first again and again',
      ],
    }
  },
}

/** The kind of work that keeps most workers busy at its peak. */
function busiestOf({ loads }: Situation) {
  const kinds = loads.map(({ operation, peakPerSecond, work }) => ({
    name: operation.name,
    slots: inFlight(peakPerSecond, (work.appMs + work.databaseMs) / 1000),
  }))
  const most = kinds.toSorted((a, b) => b.slots - a.slots)[0]
  return {
    text: most
      ? `${most.name} keeps ${show(Math.max(1, Math.ceil(most.slots)))} busy`
      : '1 is busy',
  }
}
