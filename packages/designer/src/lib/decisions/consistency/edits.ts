import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'

/** What happens when two people change the same record; asked where people edit what others edit. */
export const edits: Question = {
  key: 'consistency.edits',
  area: 'consistency',
  question: 'What happens when two people change the same record?',
  weights: { safety: 3, comfort: 2, simplicity: 2 },
  varies: [],
  choices: (_, chosen) => ({
    special: chosen.startsWith('a version') ? ['optimistic-locking'] : [],
  }),
  judge: () => [
    {
      name: 'a version that must still be the one read (optimistic locking)',
      scores: { safety: 1, comfort: 0.8, simplicity: 0.9 },
    },
    {
      name: 'a lock while somebody edits',
      scores: { safety: 0.9, comfort: 0.3, simplicity: 0.4 },
    },
    {
      name: 'the last one wins',
      scores: { safety: 0.1, comfort: 0.5, simplicity: 1 },
    },
  ],
  explain: (situation) => {
    const rate = situation.totals.writesPerSecond
    const rows = Math.max(1, situation.totals.searchableRows)
    const editing = figure('edit.span')
    const meeting = (rate / rows) * editing
    return {
      answer:
        'Each record carries a version; a change names the version it was made from and is refused with the newer one when that has moved on',
      because: [
        {
          text: `${frequency(rate, 'changes')} over ${show(rows)} records: the chance that another change comes within ${duration(editing)} of editing is about ${show(meeting)}, so asking again is cheaper than locking`,
          from: [...citeLoad(situation), 'L-writes', 'edit.span'],
        },
      ],
      consequences: [
        'ETag and If-Match carry the version over HTTP: 412 when it moved on, 428 when none was named',
        'The answer to a refused change holds the present state, so that the client can show both and join them',
        'No lock outlives a request, so nobody can leave a record locked over lunch',
      ],
    }
  },
}
