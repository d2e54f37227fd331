import { answerIn } from '../../answer.ts'
import type { Question } from '../../decision.ts'
import { counted, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { offeredTo } from './audiences.ts'
import { publicApi } from './public-api.ts'

/** How the interface may change under its clients. */
export const versioning: Question = {
  key: 'api.versioning',
  area: 'api',
  question: 'How may the interface change under its clients?',
  weights: { clarity: 2, cost: 2, caching: 1 },
  varies: [],
  judge: (situation) => [
    {
      name: 'a version in the path, additive changes within it',
      scores: { clarity: 1, cost: 0.9, caching: 1 },
      ruledOut: outIf(
        isSchema(situation),
        () => 'a schema whose fields are asked for one by one has 1 version that grows',
      ),
    },
    {
      name: 'one schema that grows, with fields marked as deprecated',
      scores: { clarity: 0.9, cost: 1, caching: 0.6 },
      ruledOut: outIf(
        !isSchema(situation),
        () => 'an answer of fixed shape does not tell which of its fields 1 client still reads',
      ),
    },
    {
      name: 'dated versions with transformations',
      scores: {
        clarity: 0.9,
        cost: situation.signals.any('program-clients') ? 0.8 : 0.4,
        caching: 0.6,
      },
    },
    { name: 'a version in a header', scores: { clarity: 0.5, cost: 0.8, caching: 0.5 } },
    {
      name: 'no version',
      scores: { clarity: 0.2, cost: 1, caching: 1 },
      ruledOut: outIf(
        situation.signals.any('program-clients'),
        () => 'partners upgrade on their own schedule',
      ),
    },
  ],
  explain: ({ brief }, chosen) => ({
    answer: `${
      chosen.startsWith('one schema')
        ? 'One schema without versions: fields are added, and marked @deprecated with a date before they go'
        : '/v1 in the path; within it changes are additive'
    }, checked against the last contract of ${counted(offeredTo(brief).length, 'operation')}`,
    because: [
      {
        text: `${brief.actors.length} kinds of caller, of which those outside the house cannot be upgraded at will: a path is seen in every log and cache key`,
        from: [],
      },
    ],
    consequences: [
      'Additive: a new operation, a new optional field of a request, a new field of an answer. Breaking: all else, a new value of a closed list included',
      'A breaking change is a /v2 beside /v1; the old one answers with Deprecation and Sunset headers for at least 6 months, and its use is counted per caller until nobody is left',
      'The build fails when a contract breaks without a new version',
    ],
  }),
}

/** How long lists are walked. */
export const pagination: Question = {
  key: 'api.pagination',
  area: 'api',
  question: 'How are long lists walked?',
  weights: { stability: 2, speed: 2, simplicity: 1 },
  varies: ['rows'],
  judge: ({ totals }) => [
    {
      name: 'cursors over the sort key and the id',
      scores: { stability: 1, speed: 1, simplicity: 0.6 },
    },
    {
      name: 'offset and limit',
      scores: { stability: 0.3, speed: 0.5, simplicity: 1 },
      ruledOut: outIf(
        totals.searchableRows * offsetMsPerRow > deepPageMs,
        () =>
          `the last page of ${show(totals.searchableRows)} rows would take ${show((totals.searchableRows * offsetMsPerRow) / 1000)} s`,
      ),
    },
    {
      name: 'everything at once',
      scores: { stability: 1, speed: 0.9, simplicity: 1 },
      ruledOut: outIf(
        totals.searchableRows > 200,
        () => `${show(totals.searchableRows)} rows do not fit one answer`,
      ),
    },
  ],
  explain: ({ totals }, chosen) => ({
    answer: chosen.startsWith('cursors')
      ? `Cursors: stable under inserts, and page ${show(Math.ceil(totals.searchableRows / 20))} costs what page 1 costs`
      : `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${show(totals.searchableRows)} rows at most`,
    because: [
      {
        text: `At offset 50,000 one public case took ${figure('offset.cost')} s against 0.155 s by key; by that rate an offset takes over 1 s from row ${show(deepPageMs / offsetMsPerRow)}, and ${show(totals.searchableRows)} rows are listed here`,
        from: ['offset.cost'],
      },
    ],
    consequences: [
      'A cursor is opaque and signed; it holds the sort key, the id and the filter, and is refused with another filter',
      'Pages hold 20 rows by default and 100 at most; totals are not counted',
      'A list that is scrolled without end and one that is read by a program take the same cursor; nobody can jump to page 7',
    ],
  }),
}

const offsetMsPerRow = (figure('offset.cost') * 1000) / 50_000
const deepPageMs = 1000

/** Whether clients name the fields they want. */
const isSchema = (situation: Situation) => answerIn(situation, publicApi) === 'GraphQL'
