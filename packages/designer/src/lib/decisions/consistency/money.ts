import { citeLoad } from '../../citations.ts'
import type { Candidate, ChoicePart, Explanation, Question } from '../../decision.ts'
import { frequency } from '../../figures.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** How balances are kept true; asked where balances or transfers are booked. */
export const money: Question = {
  key: 'consistency.money',
  area: 'consistency',
  question: 'How are balances kept true?',
  weights: { truth: 3, simplicity: 2, speed: 1 },
  varies: [],
  choices: inWords,
  judge,
  explain,
}

function inWords(situation: Situation, chosen: string): ChoicePart {
  const booked = chosen.startsWith('double') ? ['double-entry-ledger'] : []
  return { special: [...booked, ...(hasCounterpart(situation) ? ['reconciliation'] : [])] }
}

function judge({ signals }: Situation): Candidate[] {
  const booked = signals.any('ledger')
  return [
    {
      name: 'double entries that are only added, balances derived from them',
      scores: { truth: 1, simplicity: 0.6, speed: 0.8 },
    },
    {
      name: 'a balance changed in place, with a history beside it',
      scores: { truth: 0.5, simplicity: 1, speed: 1 },
      ruledOut: outIf(
        booked,
        () => 'of 2 numbers, balance and history, nobody can say which one is wrong',
      ),
    },
    { name: 'event-sourced accounts', scores: { truth: 1, simplicity: 0.3, speed: 0.7 } },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const rate = situation.totals.writesPerSecond
  const other = hasCounterpart(situation)
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: each transfer is 2 entries that sum to 0, in one transaction`,
    because: [
      {
        text: `${frequency(rate, 'bookings')} are ${frequency(2 * rate, 'entries')}; the sum of all entries is 0 at any moment, and a query shows it`,
        from: [...citeLoad(situation), 'L-writes'],
      },
    ],
    consequences: [
      'A mistake is corrected by a further entry; nothing is changed or deleted',
      'Amounts are whole numbers of the smallest unit, with their currency',
      'The balance that decides is updated by a condition (enough is there) in the transaction that adds the entries, accounts in key order',
      ...(other
        ? [
            'Each day’s entries are compared with the provider’s statement; a difference is a case with an owner, not a log line',
          ]
        : []),
    ],
  }
}

/** Whether somebody outside keeps books on the same money. */
export const hasCounterpart = ({ signals, brief }: Situation) =>
  signals.any('payments', 'outside-calls', 'integration') || brief.dependencies.length > 0
