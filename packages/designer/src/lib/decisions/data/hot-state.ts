import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** Where state lives on which every decision depends: an order book, a market, a round of a game. */
export const hotState: Question = {
  key: 'store.hot-state',
  area: 'data',
  question: 'Where does the state live on which every decision depends?',
  weights: { simplicity: 3, capacity: 3, latency: 2 },
  varies: ['load'],
  judge: (situation) => {
    const most = figure('gathered.orders')
    const rate = decisions(situation)
    const quick = situation.signals.any('low-latency')
    return [
      {
        name: 'rows in PostgreSQL, calls gathered',
        scores: { simplicity: 1, capacity: comfort(most, rate), latency: quick ? 0 : 0.7 },
        ruledOut: outIf(
          rate > most,
          () => `${frequency(rate, 'decisions')} exceed the ${show(most)} measured here`,
        ),
      },
      {
        name: 'memory of one thread, journal and hot standby',
        scores: {
          simplicity: 0.3,
          capacity: comfort(figure('memory.decisions'), rate),
          latency: 1,
        },
      },
      {
        name: 'sharded rows',
        scores: { simplicity: 0.2, capacity: 0.5, latency: 0.1 },
        ruledOut: outIf(
          situation.signals.any('trading'),
          () => '1 market is 1 state: a decision on one part depends on all the others',
        ),
      },
    ]
  },
  explain: (situation, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${frequency(decisions(situation), 'decisions')}, each on the result of the one before`,
    because: [
      {
        text: `${frequency(decisions(situation), 'decisions')} against ${frequency(figure('gathered.orders'), 'gathered transactions')} on PostgreSQL and ${show(figure('memory.decisions'))} in the memory of one thread`,
        from: [...citeLoad(situation), 'gathered.orders', 'memory.decisions'],
      },
      ...situation.signals
        .of('low-latency', 'trading')
        .map((word) => ({ text: `The brief says it: ${quote(situation, word)}`, from: [] })),
    ],
    consequences: chosen.startsWith('memory')
      ? [
          'One writer, so no locks: input is journalled and sent to the standby before it is decided, output leaves after it',
          'The state after a crash is the snapshot and the journal replayed; the standby has decided the same and takes over at once',
          'Whatever waits (disk, network, reports) runs beside the thread, never in it; one market per thread is the way to more',
        ]
      : ['Rows are locked in one order; calls that wait are answered together by one statement'],
  }),
  choices: (_, chosen) =>
    chosen.startsWith('memory')
      ? { special: ['in-memory-processing'], scaling: ['hot-standby'] }
      : {},
}

/** Whether the market is decided in memory. */
export const decidesInMemory = (situation: Situation): boolean =>
  situation.signals.any('trading') && answerIn(situation, hotState).startsWith('memory')

/** Commands a second that trade: all of the busiest kind. */
const decisions = ({ loads }: Situation) =>
  loads.reduce(
    (most, { operation, peakPerSecond }) =>
      operation.kind === 'command' ? Math.max(most, peakPerSecond) : most,
    0,
  )
