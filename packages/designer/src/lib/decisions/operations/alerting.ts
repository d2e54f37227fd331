import { burnRate, highestBurn, quietBelowPerHour } from '../../arithmetic/burn-rate.ts'
import { citeLoad, citeObjective } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { windowDays } from '../../sections/slos.ts'

/** When somebody is woken. */
export const alerting: Question = {
  key: 'slo.alerts',
  area: 'operations',
  question: 'When is somebody woken?',
  weights: { precision: 3, detection: 2, simplicity: 1 },
  varies: ['availability'],
  judge: ({ needs }) => {
    const fast = burnRate(figure('burn.page-fast'), windowDays, 3600)
    return [
      {
        name: 'burn rates over several windows',
        scores: { precision: 1, detection: 1, simplicity: 0.6 },
        ruledOut: outIf(
          fast > highestBurn(needs.availability),
          () => `a burn of ${show(fast)} cannot happen at ${percent(needs.availability)}`,
        ),
      },
      { name: 'an error threshold', scores: { precision: 0.4, detection: 0.8, simplicity: 1 } },
      {
        name: 'alerts on causes (processor, memory)',
        scores: { precision: 0.2, detection: 0.5, simplicity: 0.8 },
      },
    ]
  },
  explain: (situation) => {
    const { needs, totals } = situation
    const fast = burnRate(figure('burn.page-fast'), windowDays, 3600)
    const quiet = quietBelowPerHour(needs.availability, fast)
    return {
      answer: `Pages at ${show(fast)}× over 1 h and ${show(burnRate(figure('burn.page-slow'), windowDays, 21_600))}× over 6 h of a ${windowDays}-day window, each confirmed by a window a twelfth as long`,
      because: [
        {
          text: `${percent(figure('burn.page-fast'))} × ${windowDays} days ÷ 1 h = ${show(fast)}; the highest burn at ${percent(needs.availability)} is ${show(highestBurn(needs.availability))}, so it can fire`,
          from: [
            ...citeObjective(situation, 'availability'),
            'burn.page-fast',
            'burn.page-slow',
            'burn.ticket',
          ],
        },
        {
          text: `Under ${show(quiet)} calls an hour one failure would page; the peak has ${show(totals.callsPerSecond * 3600)}, the guard holds at night`,
          from: [...citeLoad(situation), 'burn.guard'],
        },
      ],
      consequences: [
        'Every page links to a runbook',
        'Quiet hours are watched by a probe that places a test call, not by a ratio of nothing',
      ],
    }
  },
}
