import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { isUnattended } from '../core/placement-needs.ts'
import { isApart, isModest } from '../messaging/needs.ts'

/** Who remembers where a long process stands; asked where a process outlasts a call. */
export const workflow: Question = {
  key: 'consistency.workflow',
  area: 'consistency',
  question: 'Who remembers where a process of many steps stands?',
  weights: { clarity: 3, simplicity: 3, safety: 2 },
  varies: ['teams'],
  choices: (_, chosen) => ({
    special: chosen.includes('orchestrat') ? ['workflow-orchestration'] : [],
  }),
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const apart = isApart(situation)
  const parties = partiesOf(situation)
  const long = situation.signals.any(
    'long-running',
    'all-or-nothing',
    'unreliable-outside',
    'asks saga',
  )
  return [
    {
      name: 'a state on the record, moved on by commands',
      scores: { clarity: parties > 2 ? 0.4 : 0.9, simplicity: 1, safety: long ? 0.5 : 0.9 },
      ruledOut: outIf(
        apart && parties > 2,
        () => `${parties} parts would each keep their own idea of the state`,
      ),
    },
    {
      name: 'an orchestrating process in the application, its steps stored',
      scores: { clarity: 0.9, simplicity: 0.7, safety: 1 },
      ruledOut: outIf(isModest(situation), () => 'a state on 1 record is enough to try the idea'),
    },
    {
      name: 'a workflow engine that orchestrates',
      scores: { clarity: 1, simplicity: isUnattended(situation) ? 0.7 : 0.3, safety: 1 },
      ruledOut: outIf(
        !apart,
        () =>
          `${situation.modules.length} module${situation.modules.length === 1 ? '' : 's'} in one process need no second system to remember for them`,
      ),
    },
    {
      name: 'each part reacts to the one before',
      scores: { clarity: parties > 3 ? 0.1 : 0.5, simplicity: 0.7, safety: 0.7 },
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const parties = partiesOf(situation)
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${parties} parties, ${show(situation.lead?.peakPerSecond ?? 0)} started a second at most`,
    because: [
      {
        text: `${parties} parties take part (modules, people, outside systems); the brief says ${quote(situation, 'workflow')}`,
        from: citeLoad(situation),
      },
    ],
    consequences: [
      'Each process has a row: its step, since when, and what it waits for; people see where it stands and can move it on',
      'A step has a deadline; what is late is reminded, then handed to somebody',
      'A process that began by an older definition ends by it',
    ],
  }
}

/** Modules, kinds of people and outside systems that take part. */
function partiesOf({ modules, brief }: Situation): number {
  const people = brief.actors.filter(({ trust }) => trust !== 'internal').length
  return modules.length + brief.dependencies.length + Math.max(0, people - 1)
}
