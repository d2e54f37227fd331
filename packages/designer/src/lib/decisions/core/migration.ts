import { quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { counted, percent } from '../../figures.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** Whether something that runs today is replaced or kept beside. */
export const hasOld = ({ signals }: Situation) =>
  signals.any('legacy', 'asks strangler', 'asks migration')

/** How the old gives way to the new. */
export const migrationPath: Question = {
  key: 'migration.path',
  area: 'core',
  question: 'How does what runs today give way to the new?',
  weights: { risk: 3, value: 2, simplicity: 1 },
  varies: [],
  asks: { strangler: 'part by part, behind a route' },
  choices: (_, chosen) =>
    chosen === 'part by part, behind a route' ? { special: ['strangler-fig'] } : {},
  judge: (situation) => {
    const { modules, needs } = situation
    const parts = modules.length
    return [
      {
        name: 'part by part, behind a route',
        scores: { risk: 1, value: 1, simplicity: parts > 1 ? 0.5 : 0.3 },
      },
      {
        name: 'all at once',
        scores: { risk: 1 / (parts + 1), value: 0.2, simplicity: 1 },
        ruledOut: outIf(
          needs.availability >= 0.9995,
          () =>
            `a switch of everything that fails once would use the downtime of ${percent(needs.availability)} for years`,
        ),
      },
      {
        name: 'the old stays, the new is built beside it',
        scores: { risk: 0.8, value: 0.4, simplicity: 0.6 },
      },
    ]
  },
  explain: (situation, chosen) => {
    const { modules, signals } = situation
    const said = signals.of('legacy', 'asks strangler', 'asks migration')[0]
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${counted(modules.length, 'part')}, one at a time, each live and reversible before the next`,
      because: [
        {
          text: `Something runs today${said ? ` (${quote(situation, said)})` : ''}; a switch of ${counted(modules.length, 'part')} at once fails as one, a part that fails goes back by its route alone`,
          from: [],
        },
      ],
      consequences: [
        'A route before the old system sends a part’s calls to the new one, first 1 %, then all; back is the same switch',
        'Each part owns its data before the next begins; until then changes are copied one way, and counted on both sides',
        'The old system gets no new functions; what nobody calls any more is deleted, not kept',
        'The way ends with a date: two systems cost more than either',
      ],
    }
  },
}

/** How the new speaks with the old without becoming like it. */
export const oldModel: Question = {
  key: 'migration.model',
  area: 'core',
  question: 'How does the new speak with the old without taking over its model?',
  weights: { purity: 3, simplicity: 2 },
  varies: [],
  choices: (_, chosen) =>
    chosen === 'a layer that translates' ? { special: ['anti-corruption-layer'] } : {},
  judge: () => [
    { name: 'a layer that translates', scores: { purity: 1, simplicity: 0.6 } },
    { name: 'the new takes over the old model', scores: { purity: 0.1, simplicity: 1 } },
    {
      name: 'both read the same tables',
      scores: { purity: 0, simplicity: 0.8 },
      ruledOut: '2 owners of a table can never change it',
    },
  ],
  explain: ({ brief, modules }) => ({
    answer: `A layer that translates: one adapter between ${counted(modules.length, 'new part')} and the old system, the only place that knows both languages`,
    because: [
      {
        text: `${counted(brief.entities.length, 'kind of data gets', 'kinds of data get')} names and rules of their own; the old ones would otherwise reach into ${modules.length === 1 ? 'the 1 new part' : `each of ${modules.length} parts`}`,
        from: [],
      },
    ],
    consequences: [
      'The adapter maps names, states and ids both ways and keeps the table of old to new ids',
      'It has a deadline, a breaker and tests with recorded answers of the old system',
      'It goes when the old system goes; nothing else imports it',
    ],
  }),
}
