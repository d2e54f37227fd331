import { prose, table } from '../text/markdown.ts'
import { type Scene, section } from './section.ts'

/** What may go wrong, and the answer. */
export function risksSection({ design }: Scene): string {
  return section(
    'Risks',
    table(
      [{ title: 'Risk' }, { title: 'Likelihood' }, { title: 'Impact' }, { title: 'Answer' }],
      design.risks.map(({ risk, likelihood, impact, answer }) => [
        prose(risk),
        likelihood,
        impact,
        prose(answer),
      ]),
    ),
  )
}

/** The steps to full use, each with the gate to the next. */
export function rolloutSection({ design }: Scene): string {
  return section(
    'Rollout',
    table(
      [
        { title: '#', align: 'right' },
        { title: 'Step' },
        { title: 'What' },
        { title: 'Goes on when' },
      ],
      design.rollout.map(({ name, what, gate }, index) => [
        String(index + 1),
        prose(name),
        prose(what),
        prose(gate),
      ]),
    ),
  )
}
