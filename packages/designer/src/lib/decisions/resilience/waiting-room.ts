import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, frequency, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** Where a crowd waits that is larger than what can be served. */
export const waitingRoom: Question = {
  key: 'waiting-room',
  area: 'resilience',
  question: 'Where does a crowd wait that is larger than what can be served?',
  weights: { protection: 3, fairness: 2, simplicity: 1 },
  varies: [],
  choices: () => ({ resilience: ['backpressure'] }),
  judge: () => [
    {
      name: 'a waiting room in front, with a signed pass',
      scores: { protection: 1, fairness: 1, simplicity: 0.5 },
    },
    {
      name: 'a queue inside the application',
      scores: { protection: 0.5, fairness: 0.8, simplicity: 0.6 },
    },
    { name: 'refusal and retry', scores: { protection: 0.6, fairness: 0.2, simplicity: 1 } },
    {
      name: 'enough machines for the crowd',
      scores: { protection: 0.6, fairness: 1, simplicity: 0.5 },
      ruledOut: outIf(
        true,
        () =>
          'the crowd comes within a minute, machines come after one, and the places stay as few',
      ),
    },
  ],
  explain: (situation) => {
    const share = figure('waiting.share')
    const rate = Math.max(1, share * situation.totals.writesPerSecond)
    const crowd = crowdOf(situation)
    return {
      answer: `Static pages and a counter in front: ${frequency(rate, 'visitors')} are let in${crowd > 0 ? `, so the last of ${show(crowd)} waits ${duration(crowd / rate)}` : ''}; the pass is a signed token with an end`,
      because: [
        {
          text: `${percent(share)} of the ${frequency(situation.totals.writesPerSecond, 'writes')} that the system is sized for are let in; the rest would only wait inside and hold a connection (${quote(situation, 'crowd')})`,
          from: [...citeLoad(situation), 'waiting.share'],
        },
      ],
      consequences: [
        'The room is files on a content network and one counter: each visitor has a number, and asks every few seconds for the number now served, an answer that is cached for a second',
        'The pass names the visitor’s number and its end and is signed; the door checks it without asking anybody, and refuses expired and forged ones',
        'Staff raise or lower the rate at which the counter moves; at zero the shop is closed and nothing else changes',
        'The door stays closed when the counter cannot be read: a crowd let in by a fault is the fault it was built for',
      ],
    }
  },
}

const crowdOf = ({ brief }: Situation) =>
  Math.max(0, ...brief.actors.map(({ concurrent, count }) => concurrent ?? count ?? 0))
