import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'

/** How long anything may wait. */
export const deadlines: Question = {
  key: 'deadlines',
  area: 'resilience',
  question: 'How long may anything wait?',
  weights: { protection: 3, simplicity: 1 },
  varies: [],
  judge: () => [
    {
      name: 'one deadline for the call, passed on to all it does',
      scores: { protection: 1, simplicity: 0.7 },
    },
    { name: 'a timeout for each step', scores: { protection: 0.6, simplicity: 0.8 } },
    {
      name: 'the defaults of the libraries',
      scores: { protection: 0, simplicity: 1 },
      ruledOut: 'most wait for ever, and 1 silent peer then holds every connection',
    },
  ],
  explain: (situation) => {
    const call = figure('deadline.call')
    const rate = situation.totals.callsPerSecond
    return {
      answer: `A call ends after ${duration(call)} whatever it waits for, and a request that has not arrived after ${duration(figure('deadline.request'))} is closed`,
      because: [
        {
          text: `By Little’s law ${frequency(rate, 'calls')} that all hang hold at most ${show(Math.ceil(rate * call))} places; without a deadline they hold all there are`,
          from: [...citeLoad(situation), 'deadline.call'],
        },
        {
          text: `The tightest bound of a command is ${show(situation.needs.commandMs)} ms; an answer after ${duration(call)} serves nobody and still costs its work`,
          from: ['deadline.call', 'deadline.request'],
        },
      ],
      consequences: [
        'What is left of the deadline bounds each lock, statement and outside call; work that cannot finish in it is not begun',
        'An outside system may have a timeout of its own below that; a saga or a job waits longer, because no caller waits with it',
        'The client’s own timeout is longer than ours, so it hears our answer and not a broken connection',
      ],
    }
  },
}
