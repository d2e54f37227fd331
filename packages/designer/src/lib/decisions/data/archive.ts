import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

const streams = ['telemetry', 'analytics', 'fraud', 'logs', 'crawling'] as const
const volume = ['write-heavy', 'high-traffic', 'batch', 'growth'] as const
const study = ['reporting', 'aggregates', 'analytics', 'batch', 'history'] as const

/** Whether much is kept that is read rarely: said so, or a stream at volume that is studied later. */
export const keepsArchive = ({ signals }: Situation): boolean =>
  signals.any('archive') ||
  (signals.any(...streams) && signals.any(...volume) && signals.any(...study))

/** Where old and raw data lives that is read rarely. */
export const archiveStore: Question = {
  key: 'store.archive',
  area: 'data',
  question: 'Where does data live that is kept for long and read rarely?',
  weights: { simplicity: 2, cost: 3, capacity: 2 },
  varies: ['load'],
  judge: ({ totals }) => {
    const most = figure('postgres.database-size')
    return [
      {
        name: 'columnar files in an object store (Parquet)',
        scores: { simplicity: 0.5, cost: 1, capacity: 1 },
      },
      {
        name: 'old partitions in PostgreSQL',
        scores: { simplicity: 1, cost: 0.2, capacity: comfort(most, totals.bytesAfterYear) },
        ruledOut: outIf(
          totals.bytesAfterYear > most,
          () => `${bytes(totals.bytesAfterYear)} after a year exceed ${bytes(most)}`,
        ),
      },
      {
        name: 'data warehouse',
        scores: { simplicity: 0.3, cost: 0.4, capacity: 1 },
      },
    ]
  },
  explain: (situation, chosen) => {
    const { totals, signals } = situation
    const [word] = signals.of('archive', ...study)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${bytes(totals.bytesAfterYear)} a year, written once`,
      because: [
        {
          text: `${bytes(totals.bytesAfterYear)} after a year, of which about ${show(figure('capacity.working-set') * 100)} % is touched often; the rest need not lie on the disks of a database`,
          from: [...citeLoad(situation), 'L-storage', 'capacity.working-set'],
        },
        ...(word ? [{ text: `The brief says it: ${quote(situation, word)}`, from: [] }] : []),
      ],
      consequences: [
        'Files are written by hour or day, partitioned by date and by what is asked for most, and never changed',
        'Studies read the files by an engine of their own (DuckDB, Trino, a warehouse), so they never slow a request',
        'A lifecycle rule moves files to cheaper classes and deletes them at the end of their retention',
      ],
    }
  },
  choices: (_, chosen) => (chosen.startsWith('columnar') ? { stores: { archive: 'object' } } : {}),
}
