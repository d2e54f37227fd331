import type { Brief } from '@archwright/model'

import { citeMix, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { counted, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** Where it is kept who did what. */
export const audit: Question = {
  key: 'audit',
  area: 'security',
  question: 'Where is it kept who did what?',
  weights: { proof: 3, simplicity: 2 },
  varies: [],
  choices: () => ({ special: ['audit-log'] }),
  judge: ({ signals, brief }) => {
    const strict = signals.any('ledger', 'health') || (brief.objectives.compliance ?? []).length > 0
    return [
      {
        name: 'an append-only table, written in the transaction of the act',
        scores: { proof: strict ? 0.6 : 0.9, simplicity: 1 },
      },
      {
        name: 'an append-only table, copied to write-once storage',
        scores: { proof: 1, simplicity: strict ? 0.8 : 0.5 },
      },
      {
        name: 'the application log',
        scores: { proof: 0.3, simplicity: 1 },
        ruledOut: outIf(
          true,
          () => 'a log line is lost in a crash, and whoever runs the system can edit it',
        ),
      },
    ]
  },
  explain: (situation, chosen) => {
    const perDay = commandsPerDay(situation)
    const keep = auditKeep(situation.brief)
    const word = situation.signals.of('audit', 'health', 'ledger')[0]
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${show(perDay)} acts a day, kept ${keep.text}`,
      because: [
        {
          text: `${word ? `The brief says ${quote(situation, word)}; ` : ''}${show(perDay)} commands a day are one narrow row each, and reading sensitive records is an act too`,
          from: citeMix(situation),
        },
        {
          text: `${keep.text} is the longest that the rules for these data ask`,
          from: [keep.rule],
        },
      ],
      consequences: [
        'A row says who, for whom, what, on which record, when, from where, and with what outcome; never the data themselves',
        'The application’s role may insert and not change or delete; each row carries the hash of the one before',
        'Staff who look up the records of a person leave a row as well, and the person can be told',
      ],
    }
  },
}

const commandsPerDay = ({ loads }: Situation) =>
  86_400 *
  loads
    .filter(({ operation }) => operation.kind === 'command')
    .reduce((sum, { averagePerSecond }) => sum + averagePerSecond, 0)

/** How long an audit trail is kept for the data of a brief. */
export function auditKeep({ entities }: Brief) {
  return entities.some(({ sensitivity }) => sensitivity === 'health')
    ? ({ text: `${figure('audit.keep-health')} years`, rule: 'audit.keep-health' } as const)
    : ({ text: `${figure('audit.keep-payment')} months`, rule: 'audit.keep-payment' } as const)
}

/** How what is known about a person goes when that person asks. */
export const privacy: Question = {
  key: 'privacy',
  area: 'security',
  question: 'How is a person’s data given out, and erased?',
  weights: { complete: 3, simplicity: 2 },
  varies: [],
  judge: ({ signals }) => {
    const kept = signals.any('history', 'replay', 'asks event-sourcing', 'asks kafka')
    return [
      {
        name: 'each module exports and erases its own, asked by one job',
        scores: { complete: kept ? 0.5 : 1, simplicity: 0.9 },
      },
      {
        name: 'a key for each person, destroyed to erase',
        scores: { complete: 1, simplicity: kept ? 0.6 : 0.4 },
      },
      {
        name: 'delete the account row',
        scores: { complete: 0.2, simplicity: 1 },
        ruledOut: outIf(true, () => 'the person would live on in every other table'),
      },
    ]
  },
  explain: ({ brief }, chosen) => {
    const held = brief.entities.filter(({ sensitivity }) => sensitivity !== 'none')
    const days = figure('privacy.answer')
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${counted(held.length || 1, 'kind')} of record about people, done within ${days} days`,
      because: [
        {
          text: `The law gives ${days} days for an answer and ${figure('privacy.breach')} h to report a breach; what is done by a job is done in minutes and leaves a proof`,
          from: ['privacy.answer', 'privacy.breach'],
        },
      ],
      consequences: [
        'Invoices stay for as long as tax law asks, with the person replaced by a number: the job says what it kept and why',
        'Backups forget by their own age; a restore runs the erasures since then again before it serves',
        'The same list of fields gives the export as JSON, and the log knows which fields never to print',
      ],
    }
  },
}
