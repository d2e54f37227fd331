import { citeTeam } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { show } from '../../figures.ts'

/** Where most tests are, and against what they run. */
export const testing: Question = {
  key: 'testing',
  area: 'operations',
  question: 'Where are most tests, and against what do they run?',
  weights: { truth: 3, speed: 2, upkeep: 2 },
  varies: [],
  judge: () => [
    {
      name: 'at the module’s door, against a real database',
      scores: { truth: 0.9, speed: 0.8, upkeep: 0.9 },
    },
    {
      name: 'at each class, with doubles for the rest',
      scores: { truth: 0.4, speed: 1, upkeep: 0.4 },
    },
    {
      name: 'at the whole system, through the screens',
      scores: { truth: 1, speed: 0.1, upkeep: 0.3 },
    },
  ],
  explain: (situation) => {
    const { operations, actors } = situation.brief
    return {
      answer: `At the door of ${situation.modules.length} module${situation.modules.length === 1 ? '' : 's'}, against a database of its own for each test: ${operations.length} operations, ${operations.length * Math.max(1, actors.length)} pairs of caller and operation`,
      because: [
        {
          text: `A test through the contract holds when the inside changes; ${show(operations.length)} operations are the whole surface, and a cloned database costs milliseconds`,
          from: citeTeam(situation),
        },
      ],
      consequences: [
        'A double stands only for what is not ours: it is a small server that is slow, fails, repeats and answers late on purpose, and a contract test keeps it like the real one',
        'Time and ids are given to the code, so no test waits or guesses',
        'A test that fails now and then is a fault with an owner; it is never run again until it passes',
      ],
    }
  },
}
