import { retryAmplification } from '../../arithmetic/resilience.ts'
import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, frequency, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { breakerOf } from '../../sections/resilience.ts'

/** What one service does while another is slow or gone. */
export const internalCalls: Question = {
  key: 'resilience.internal',
  area: 'resilience',
  question: 'What does a service do while another is slow or gone?',
  weights: { containment: 3, simplicity: 2 },
  varies: [],
  choices: () => ({ resilience: ['timeout', 'retry', 'circuit-breaker'] }),
  judge: ({ signals }) => {
    const fleet = signals.any('many-services', 'asks kubernetes')
    return [
      {
        name: 'one deadline passed on, retries at the first caller, a breaker for each service',
        scores: { containment: 1, simplicity: 0.7 },
      },
      {
        name: 'the same in a service mesh',
        scores: { containment: 0.9, simplicity: fleet ? 0.4 : 0.1 },
      },
      {
        name: 'retries at every service',
        scores: { containment: 0.2, simplicity: 0.8 },
        ruledOut: outIf(
          true,
          () =>
            `three layers of ${figure('retry.attempts')} attempts make ${retryAmplification(figure('retry.attempts'), 3)} calls of one`,
        ),
      },
      { name: 'a timeout each and no more', scores: { containment: 0.4, simplicity: 1 } },
    ]
  },
  explain: (situation) => {
    const { needs, totals, modules } = situation
    const each = totals.callsPerSecond / Math.max(1, modules.length)
    const { windowSeconds, openSeconds } = breakerOf(each)
    return {
      answer: `A call has ${duration(needs.commandMs / 1000)} from the first service on, whatever it passes; ${figure('retry.attempts')} attempts at the first caller within ${percent(figure('retry.budget'))} more calls; breakers over ${windowSeconds} s, open ${openSeconds} s`,
      because: [
        {
          text: `${frequency(totals.callsPerSecond, 'calls')} over ${modules.length} module${modules.length === 1 ? '' : 's'} are ${show(each)} each; ${figure('breaker.calls')} calls to judge by give a window of ${windowSeconds} s`,
          from: [...citeLoad(situation), 'breaker.calls', 'breaker.failures'],
        },
        {
          text: `${figure('retry.attempts')} attempts at each of three layers would make ${retryAmplification(figure('retry.attempts'), 3)} calls of one, in the very moment there is too much`,
          from: ['retry.attempts', 'retry.budget'],
        },
      ],
      consequences: [
        'The deadline travels as what is left of it; a service that cannot finish in that does not start',
        'Only what its contract calls idempotent is tried again; the rest answers that its outcome is not known',
        'While a breaker is open the caller answers without the part, from what it last heard, or fails at once: the contract says which',
      ],
    }
  },
}
