import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'

/** What is refused first when there is too much. */
export const shedding: Question = {
  key: 'shedding',
  area: 'resilience',
  question: 'What is refused first when there is too much?',
  weights: { protection: 3, simplicity: 2 },
  varies: [],
  choices: ({ signals }) =>
    signals.any('crowd', 'spiky', 'abuse')
      ? {
          resilience: ['backpressure'],
          special: signals.any('crowd', 'abuse') ? ['load-shedding'] : [],
        }
      : {},
  judge: () => [
    {
      name: 'by class, as the event loop falls behind',
      scores: { protection: 1, simplicity: 0.7 },
    },
    {
      name: 'queue without bound',
      scores: { protection: 0, simplicity: 1 },
      ruledOut: 'a queue that grows answers nobody in time',
    },
    { name: 'a fixed number of connections', scores: { protection: 0.5, simplicity: 0.9 } },
  ],
  explain: (situation) => {
    const { totals } = situation
    const lagMs = (figure('latency.flow') * 1000) / 4
    return {
      answer: `New work is refused when the event loop is ${show(lagMs)} ms late or ${show(inFlightMost)} calls are under way: background first, orders last`,
      because: [
        {
          text: `A quarter of the ${show(figure('latency.flow'))} s that keeps the flow of thought, spent waiting for the loop, leaves the rest for the work`,
          from: ['latency.flow'],
        },
        {
          text: `At ${frequency(totals.callsPerSecond, 'calls')}, ${show(inFlightMost)} calls under way mean that an answer takes ${duration(inFlightMost / Math.max(1e-9, totals.callsPerSecond))}: by Little's law the system is already lost`,
          from: citeLoad(situation),
        },
      ],
      consequences: [
        'The answer is 503 with Retry-After, given before authentication and without the database',
        'Sagas under way, webhooks and health checks are the last to be refused',
        'Work that can be left out is left out before calls are refused: suggestions, counts, pictures; each behind a switch',
        'What produces work is slowed at its source: a queue that is full answers 429 with the time to come back, and a reader asks only for what it can hold',
      ],
    }
  },
}

/** Calls under way in one replica past which more only wait. */
const inFlightMost = 1000
