import { citeObjective } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, duration } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'

/** What is copied where, so that data outlive the worst day. */
export const backup: Question = {
  key: 'backup',
  area: 'resilience',
  question: 'What is copied where, so that data outlive the worst day?',
  weights: { simplicity: 3, recovery: 2 },
  varies: ['rto', 'rpo', 'regions'],
  judge: ({ needs, totals }) => {
    const restore = 600 + totals.bytesAfterYear / 200e6
    const regional = needs.regions > 1
    return [
      {
        name: 'nightly dump',
        scores: { simplicity: 1, recovery: 0.4 },
        ruledOut: outIf(
          needs.rpoSeconds < 86_400,
          () => `a day of writes could be lost, ${duration(needs.rpoSeconds)} is allowed`,
        ),
      },
      {
        name: 'continuous archive, restore to a point in time',
        scores: { simplicity: 0.8, recovery: 0.6 },
        ruledOut: outIf(
          regional && restore > needs.rtoSeconds,
          () => `a restore takes ${duration(restore)}, ${duration(needs.rtoSeconds)} is allowed`,
        ),
      },
      {
        name: 'pilot light in a second region',
        scores: { simplicity: 0.4, recovery: 0.8 },
        ruledOut: outIf(
          regional && needs.rtoSeconds < figure('dr.pilot-light'),
          () => `tens of minutes to recover, ${duration(needs.rtoSeconds)} is allowed`,
        ),
      },
      {
        name: 'warm standby in a second region',
        scores: { simplicity: 0.2, recovery: 1 },
        ruledOut: outIf(
          regional && needs.rtoSeconds < figure('dr.warm-standby'),
          () => `minutes to recover, ${duration(needs.rtoSeconds)} is allowed`,
        ),
      },
      {
        name: 'two regions that both serve',
        scores: { simplicity: 0.1, recovery: 1 },
        ruledOut: outIf(!regional, () => 'one region is asked for'),
      },
    ]
  },
  explain: (situation, chosen) => {
    const { totals, needs } = situation
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: the standby covers a machine or a zone (RPO ${duration(needs.rpoSeconds)}, RTO ${duration(needs.rtoSeconds)}); the archive covers mistakes, kept 35 days`,
      because: [
        {
          text: `A restore of ${bytes(totals.bytesAfterYear)} at 200 MB/s takes ${duration(600 + totals.bytesAfterYear / 200e6)} with 10 min to decide`,
          from: [
            'L-storage',
            'dr.restore',
            'dr.pilot-light',
            'dr.warm-standby',
            'dr.active-active',
          ],
        },
        {
          text: `RPO ${duration(needs.rpoSeconds)} and RTO ${duration(needs.rtoSeconds)} hold for the faults of the availability model; ${needs.regions} region is asked for`,
          from: [
            ...citeObjective(situation, 'rpoSeconds'),
            ...citeObjective(situation, 'rtoSeconds'),
          ],
        },
      ],
      consequences: [
        'A restore is rehearsed every month into an empty database, counted and compared, and its duration recorded; a backup that was never restored is a hope',
        'Copies lie in another account that the application cannot delete from, and are encrypted with another key',
        'The loss of a whole region is outside this budget and is said so under risks',
      ],
    }
  },
}
