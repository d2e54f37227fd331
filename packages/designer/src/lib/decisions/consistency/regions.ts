import { citeObjective } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { percent, show } from '../../figures.ts'
import { consistencyOf } from '../../operation-consistency.ts'
import { figure, interval } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** What gives way when regions cannot reach each other, and what each write costs when they can (CAP, PACELC). */
export const regions: Question = {
  key: 'consistency.regions',
  area: 'consistency',
  question: 'What gives way between regions: agreement, or answering at once?',
  weights: { agreement: 3, latency: 2, simplicity: 3 },
  varies: [],
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const { needs, signals, brief } = situation
  const trip = figure('region.round-trip')
  const grounded = strongShare(situation)
  const writable = signals.any('always-writable')
  const { high } = interval('region.round-trip')
  const kept = brief.objectives.residency ?? []
  return [
    {
      name: 'one region writes, the others read copies (PC/EL)',
      scores: { agreement: 1, latency: 0.4, simplicity: 1 },
      ruledOut:
        outIf(writable, () => 'a write has to be accepted also when 1 region cannot be reached') ??
        outIf(
          kept.length > 0,
          () => `data has to stay in ${kept.length} places: ${kept.join(', ')}`,
        ) ??
        outIf(
          signals.any('global') && needs.commandMs < high,
          () =>
            `the farthest write would take ${show(high)} ms; ${show(needs.commandMs)} ms are allowed`,
        ),
    },
    {
      name: 'each record has a home region that writes it (PC/EL)',
      scores: { agreement: 0.9, latency: 1, simplicity: 0.5 },
      ruledOut: outIf(
        writable,
        () => 'a write has to be accepted also when its home cannot be reached',
      ),
    },
    {
      name: 'every region writes everything, conflicts are merged (PA/EL)',
      scores: { agreement: grounded > 0.5 ? 0.1 : 0.5, latency: 1, simplicity: 0.3 },
      ruledOut: outIf(
        grounded > 0 && !writable,
        () =>
          `${percent(grounded)} of the operations may not be merged afterwards: money, stock, rights`,
      ),
    },
    {
      name: 'one agreement over all regions (PC/EC)',
      scores: { agreement: 1, latency: 0.2, simplicity: 0.4 },
      ruledOut:
        outIf(
          writable,
          () => 'a write has to be accepted also when no majority of regions answers',
        ) ??
        outIf(
          trip > needs.commandMs,
          () =>
            `a majority answers after ${show(trip)} ms; a command may take ${show(needs.commandMs)} ms`,
        ),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { low, high } = interval('region.round-trip')
  const grounded = strongShare(situation)
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: agreement over regions would add ${show(low)} to ${show(high)} ms to each write`,
    because: [
      {
        text: `A round trip takes ${show(low)} ms to a neighbor, ${show(figure('region.round-trip'))} ms over the Atlantic, ${show(high)} ms half around the world; commands have ${show(situation.needs.commandMs)} ms`,
        from: ['region.round-trip', ...citeObjective(situation, 'regions')],
      },
      {
        text: `${percent(grounded)} of the operations are about money, stock, bookings or rights: there a refused write is better than two true answers`,
        from: [],
      },
    ],
    consequences: [
      'Cut off (P): the side without the writer answers reads, says how old they are, and refuses writes it cannot keep; who owns availability there is named in the runbook',
      'Not cut off (E): reads of copies lag by the copying, typically under a second; who wrote reads at the writer until the copy has caught up',
      'Switching the writing region is a decision of a person or of a quorum, never of one side alone',
    ],
  }
}

function strongShare(situation: Situation): number {
  const all = consistencyOf(situation)
  const grounded = all.filter((each) => each.kind === 'strong' && each.grounded)
  return all.length === 0 ? 0 : grounded.length / all.length
}
