import { answerIn } from '../../answer.ts'
import { quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { isSmall } from '../core/placement-needs.ts'
import { isApart } from '../core/topology.ts'
import { publicApi } from './public-api.ts'

/** Whether kinds of front end share one interface. */
export const frontEnds: Question = {
  key: 'api.front-ends',
  area: 'api',
  question: 'Do the kinds of front end share one interface?',
  weights: { fit: 3, independence: 2, simplicity: 2 },
  varies: [],
  asks: { bff: 'a backend for each kind of front end' },
  choices: (_, chosen) =>
    chosen === 'a backend for each kind of front end' ? { special: ['bff'] } : {},
  judge: (situation) => {
    const shaped = answerIn(situation, publicApi) === 'GraphQL'
    const apart = isApart(situation) && !isSmall(situation)
    return [
      {
        name: 'one interface that each client shapes',
        scores: {
          fit: shaped ? 0.9 : 0.3,
          independence: 0.6,
          simplicity: shaped ? 1 : 0.4,
        },
      },
      {
        name: 'a backend for each kind of front end',
        scores: { fit: 1, independence: 1, simplicity: apart ? 0.6 : 0.2 },
      },
      { name: 'one interface for all', scores: { fit: 0.3, independence: 0.3, simplicity: 1 } },
    ]
  },
  explain: (situation, chosen) => {
    const kinds = frontEndKinds(situation)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${kinds.length} kinds of front end (${kinds.join(', ')})`,
      because: [
        {
          text: `${kinds.length} kinds of client with needs of their own${situation.signals.any('many-client-kinds') ? ` (${quote(situation, 'many-client-kinds')})` : ''}: one answer for all is too large for some and too many requests for others`,
          from: [],
        },
      ],
      consequences:
        chosen === 'a backend for each kind of front end'
          ? [
              'Its team owns it and releases with the front end; it joins and trims answers, and holds no rule and no data',
              'Sign-in, limits and logs are done once, in the gateway before all of them',
              'When two of them become the same they are merged again',
            ]
          : [
              'When a team of a front end waits for another’s release, a backend of its own is the next step',
            ],
    }
  },
}

/** "web", "mobile", "device": the kinds of client that people and devices use. */
export function frontEndKinds({ brief, signals }: Situation): string[] {
  const kinds = new Set(
    brief.actors
      .filter(({ trust }) => trust !== 'internal')
      .flatMap(({ clients }) => clients)
      .filter((client) => client !== 'server' && client !== 'browser-admin'),
  )
  if (signals.any('web-clients')) kinds.add('web')
  if (signals.any('mobile-clients')) kinds.add('mobile')
  return [...kinds].toSorted()
}
