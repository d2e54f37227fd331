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

/** Which tests there are, and what each alone catches. */
export function testingSection({ design }: Scene): string {
  return section(
    'Testing',
    table(
      [
        { title: 'Kind' },
        { title: 'Catches here' },
        { title: 'Against' },
        { title: 'Runs' },
        { title: 'Size' },
      ],
      design.tests.map(({ kind, catches, against, runs, size }) => [
        kind,
        prose(catches),
        prose(against),
        prose(runs),
        prose(size),
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
