import { quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** How changes made apart from one another are joined; asked where clients or copies change things on their own. */
export const merge: Question = {
  key: 'consistency.merge',
  area: 'consistency',
  question: 'How are changes joined that were made without knowing of each other?',
  weights: { intent: 3, simplicity: 3, offline: 2 },
  varies: [],
  choices: (_, chosen) => ({ special: inWords[chosen] ?? [] }),
  judge,
  explain,
}

const inWords: Readonly<Record<string, string[]>> = {
  'operations transformed by the server (OT)': ['ot'],
  'data types that merge by themselves (CRDT)': ['crdt'],
  'the last change of each field wins': ['last-writer-wins'],
}

function judge({ signals, brief }: Situation): Candidate[] {
  const together = signals.any('co-editing')
  const apart = signals.any('offline')
  const text =
    together &&
    (signals.any('content') ||
      brief.entities.some(({ shape }) => shape === 'text' || shape === 'document'))
  return [
    {
      name: 'operations transformed by the server (OT)',
      scores: { intent: text ? 1 : 0.6, simplicity: text ? 0.6 : 0.3, offline: 0.2 },
      ruledOut: outIf(!together, () => '0 people type in the same text at one time'),
    },
    {
      name: 'data types that merge by themselves (CRDT)',
      scores: { intent: together ? 0.9 : 0.7, simplicity: 0.4, offline: apart ? 1 : 0.5 },
    },
    {
      name: 'the last change of each field wins',
      scores: { intent: text ? 0.1 : 0.6, simplicity: 1, offline: together ? 0.4 : 0.8 },
    },
    {
      name: 'the version is compared and the person asked',
      scores: { intent: 0.8, simplicity: 0.7, offline: 0.4 },
      ruledOut:
        outIf(together, () => 'nobody can be asked at 1 stroke after another') ??
        outIf(signals.any('always-writable'), () => 'no write may be refused, not even 1'),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { signals } = situation
  const words = signals.of('co-editing', 'offline', 'always-writable')
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: every change is accepted at once and all copies end the same`,
    because: [
      {
        text: `${words.length} statement${words.length === 1 ? '' : 's'} of the brief: ${words.map((word) => quote(situation, word)).join(', ')}; asking a server for leave would cost ${show(figure('region.round-trip'))} ms a change, or days without a connection`,
        from: ['region.round-trip'],
      },
    ],
    consequences: [
      'A change carries who made it, a number of its own and what it was made from; the same change twice is one change',
      chosen.startsWith('operations')
        ? 'One server per document puts changes in order; clients transform what they sent meanwhile'
        : 'Times decide by hybrid clocks, not by the clocks of phones; what lost is kept in the history',
      'Deleting leaves a mark for as long as a client may be away; clients away longer start afresh',
      'What may not be merged (money, rights, stock) is not changed this way',
    ],
  }
}
