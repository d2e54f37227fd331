import { bytes, frequency, percent } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { storeQuestion } from './store-question.ts'

/** Where measurements live. */
export const seriesStore = storeQuestion({
  key: 'store.series',
  kind: 'series',
  question: 'Where do measurements live?',
  varies: ['load'],
  bought: { name: 'time-series store (TimescaleDB)', family: 'time-series' },
  others: [{ name: 'wide-column store', scores: { simplicity: 0.2, capacity: 1, fit: 0.6 } }],
  limits: [
    {
      rule: 'series.points',
      need: ({ writesPerSecond }) => writesPerSecond,
      format: (value) => `${frequency(value, 'points')}`,
    },
    {
      rule: 'postgres.database-size',
      need: ({ bytesAfterYear }) => bytesAfterYear,
      format: (value) => `${bytes(value)} after a year`,
    },
  ],
  need: ({ signals }) =>
    signals.any('telemetry', 'monitoring')
      ? signals.of(
          'aggregates',
          'windows',
          'analytics',
          'archive',
          'history',
          'write-heavy',
          'high-traffic',
          'growth',
          'device-clients',
        )
      : [],
  why: {
    start:
      'BRIN indexes of some kilobytes and 1 partition per day or month are enough while all points fit',
    bought: `Old points are stored by column in about ${percent(figure('series.compression'))} of their bytes, sums per minute, hour and day are kept up to date by themselves, and a retention drops whole chunks; as an extension it is 1 server and 1 language more than nothing`,
  },
  consequences: {
    start: ['Points are inserted in batches; one statement per point would cost a commit each'],
    bought: [
      'Raw points are kept for weeks, means, minima and maxima per hour for years: downsampling is the retention',
      'Points come late and out of order, so an hour is summed again while points for it may still arrive',
      'The key is series and time; a label with many values (a person, a session) is not a series',
    ],
  },
  choices: (_, bought) => ({
    special: bought ? ['downsampling'] : [],
  }),
})
