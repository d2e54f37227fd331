import type { Signal } from '@archwright/model/light'

import { cacheable } from '../../cacheable.ts'
import { citeMix, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { isHumble } from '../../scale.ts'
import type { Situation } from '../../situation.ts'

export const contentNetwork = 'content network (CDN)'

/** Whether a brief has something that copies near the user could serve. */
export const servesCopies = ({ signals }: Situation): boolean =>
  signals.any('static-content', 'media', 'content', 'files', 'global', 'crowd', 'asks cdn')

/** Whether copies near the user answer for the system. */
export const edge: Question = {
  key: 'cache.edge',
  area: 'scalability',
  question: 'Do copies near the user answer for the system?',
  weights: { simplicity: 3, speed: 2, need: 3 },
  varies: [],
  asks: { cdn: contentNetwork },
  judge: (situation) => {
    const needed = !isHumble(situation) && reasonsFor(situation).length > 0
    return [
      {
        name: 'the application answers itself',
        scores: { simplicity: 1, speed: 0.5, need: needed ? 0 : 0.7 },
      },
      {
        name: contentNetwork,
        scores: { simplicity: 0.6, speed: 1, need: needed ? 1 : 0.5 },
      },
      {
        name: 'servers of our own in each region',
        scores: { simplicity: 0.1, speed: 1, need: needed ? 1 : 0.5 },
      },
    ]
  },
  explain: (situation, chosen) => {
    const words = reasonsFor(situation).map((word) => quote(situation, word))
    const bought = chosen === contentNetwork
    return {
      answer: bought
        ? `A content network answers for what is the same for everybody, ${show(figure('cdn.distance'))} ms of ocean and most of the requests for files saved`
        : `The application answers itself: nothing in the brief is far from its users or the same for all of them, so ${show(figure('cdn.distance'))} ms are not at stake`,
      because: [
        {
          text: `A round trip over an ocean takes ${show(figure('cdn.distance'))} ms, one to a copy near the user about 10 ms; a first page needs several`,
          from: ['cdn.distance'],
        },
        {
          text: `${percent(figure('cdn.hits'))} of the requests for unchanging files are answered there, so 1 in ${show(1 / (1 - figure('cdn.hits')))} reaches the system; ${cacheable(situation).length} queries may be kept there too`,
          from: [...citeMix(situation), 'cdn.hits'],
        },
        ...(words.length > 0 ? [{ text: `The brief says it: ${words.join(', ')}`, from: [] }] : []),
      ],
      consequences: bought
        ? [
            'Files carry a digest in their name and live for a year; a new version is a new name, so nothing has to be dropped',
            'Answers are kept as long as their Cache-Control says and dropped by tag on a change; what depends on who asks is never kept',
            'Private files are served by addresses signed for minutes, which the network checks',
            'It also ends TLS near the user and takes the first blow of a flood',
          ]
        : [
            'Answers carry their ETag and Cache-Control already, so a network can be put in front later without a change',
          ],
    }
  },
  choices: (_, chosen) => (chosen === contentNetwork ? { cache: { kinds: ['cdn'] } } : {}),
}

/** The words that buy it: files for everybody, users far away who load pages, or a crowd at one moment. */
function reasonsFor({ signals }: Situation): Signal[] {
  return [
    ...signals.of('static-content', 'media', 'asks cdn', 'crowd'),
    ...(signals.any('content', 'files', 'web-clients', 'catalog', 'server-pages')
      ? signals.of('global')
      : []),
    ...(signals.any('content') ? signals.of('high-traffic', 'read-heavy', 'popular') : []),
  ]
}
