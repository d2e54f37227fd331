import type { Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { figure, interval } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'

/** How a list is narrowed and ordered. */
export const filters: Question = {
  key: 'api.filters',
  area: 'api',
  question: 'How is a list narrowed and ordered?',
  weights: { safety: 3, clarity: 2, power: 1 },
  varies: [],
  judge: ({ totals }) => [
    {
      name: 'named parameters for the fields that have an index',
      scores: { safety: 1, clarity: 1, power: 0.5 },
    },
    { name: 'a filter language in one parameter', scores: { safety: 0.4, clarity: 0.5, power: 1 } },
    {
      name: 'the client filters what it got',
      scores: { safety: 0.8, clarity: 0.6, power: 0.2 },
      ruledOut: outIf(
        totals.searchableRows > 200,
        () => `${show(totals.searchableRows)} rows would travel to show 20`,
      ),
    },
  ],
  explain: ({ brief, totals }) => {
    const lists = brief.operations.filter(({ name }) => isList(name)).length
    return {
      answer: `Named parameters on ${lists} list${lists === 1 ? '' : 's'}: ?status=open&total.gte=100&sort=-createdAt, each backed by an index`,
      because: [
        {
          text: `${show(totals.searchableRows)} rows stand behind a list: a filter without an index reads all of them, so only indexed fields may be named`,
          from: [],
        },
      ],
      consequences: [
        'Equality by the name of the field, ranges by .gte and .lte, several values by repeating; an unknown parameter is a 400, not ignored',
        'sort takes the fields that an index orders, a minus for descending; the id breaks ties, so that cursors hold',
        'Free text is a search operation of its own (q=), not a filter',
      ],
    }
  },
}

/** Whether an operation answers with many rows. */
export const isList = (name: string) => /\.(list|search|find|browse|query)/i.test(name)

/** How many things are changed at once. */
export const batches: Question = {
  key: 'api.batch',
  area: 'api',
  question: 'How are many things changed at once?',
  weights: { clarity: 3, safety: 3, speed: 1 },
  varies: [],
  judge: ({ signals }) => [
    {
      name: 'a batch operation with an outcome for each item',
      scores: { clarity: 0.9, safety: signals.any('import-export') ? 0.6 : 1, speed: 0.8 },
    },
    {
      name: 'a batch that succeeds or fails as one',
      scores: { clarity: 1, safety: signals.any('all-or-nothing', 'ledger') ? 1 : 0.4, speed: 0.6 },
    },
    {
      name: 'an uploaded file, worked on as a job',
      scores: {
        clarity: 0.6,
        safety: signals.any('import-export') ? 1 : 0.6,
        speed: signals.any('import-export') ? 1 : 0.4,
      },
    },
    { name: 'one call for each', scores: { clarity: 0.8, safety: 0.8, speed: 0.1 } },
  ],
  explain: ({ totals }, chosen) => ({
    answer: chosen.startsWith('an uploaded file')
      ? 'An uploaded file, worked on as a job: 100 items and fewer may come in one call, more come as a file'
      : `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: at most 100 items or 1 MB a call, a key of idempotency for each item`,
    because: [
      {
        text: `A call costs ${figure('work.request.app')} ms before its first statement; ${frequency(totals.writesPerSecond, 'writes')} in batches of 100 pay that once for a hundred`,
        from: ['work.request.app'],
      },
    ],
    consequences: [
      'The answer lists for each item its status and, where it failed, the problem; a retry sends only what failed',
      'Above 100 items it is an import: a file is uploaded, the answer is 202 and a job reports rows done and rows refused',
    ],
  }),
}

/** What is answered when work lasts longer than a call may. */
export const longRunning: Question = {
  key: 'api.long-running',
  area: 'api',
  question: 'What is answered while work goes on?',
  weights: { patience: 3, simplicity: 1 },
  varies: [],
  judge: () => [
    { name: '202 and a resource that tells the state', scores: { patience: 1, simplicity: 0.7 } },
    {
      name: 'the connection is kept until it is done',
      scores: { patience: 0.2, simplicity: 1 },
      ruledOut: `people give up after ${interval('latency.flow').high} s, and balancers cut idle connections`,
    },
    { name: 'a call back to the client', scores: { patience: 0.8, simplicity: 0.2 } },
  ],
  explain: () => ({
    answer: `202 with the address of a job: its state, its progress and, when done, its result; from ${interval('latency.flow').high} s on no call waits`,
    because: [
      {
        text: `${figure('latency.flow')} s keeps the flow of thought, ${interval('latency.flow').high} s the attention: what may last longer is accepted and told of later`,
        from: ['latency.flow'],
      },
    ],
    consequences: [
      'GET /v1/jobs/{id} answers queued, running with a share done, succeeded with a link, or failed with a problem; Retry-After says when to ask again',
      'The same key of idempotency gives the same job; DELETE asks it to stop',
      'Jobs are kept 7 days after their end, results as long as their owner says',
    ],
  }),
}
