import { sections } from '../references.ts'
import { prose, table } from '../text/markdown.ts'
import { duration, percent } from '../text/quantity.ts'
import { arithmetic } from './capacity.ts'
import { type Scene, section } from './section.ts'

/** The availability budget: each part, how the parts compose, and the downtime it leaves. */
export function availabilitySection({ design, refs }: Scene): string {
  const { availability } = design
  return section(
    sections.availability,
    prose(availability.statement),
    table(
      [
        { title: '' },
        { title: 'Availability', align: 'right' },
        { title: 'Downtime a month', align: 'right' },
        { title: 'Downtime a year', align: 'right' },
      ],
      [
        [
          'Wanted',
          percent(availability.target),
          duration(availability.budgetSecondsPerMonth),
          duration(availability.budgetSecondsPerYear),
        ],
        [
          'Composed, with the assumed rates of faults',
          percent(availability.composed),
          ...downtime(availability),
        ],
      ],
    ),
    'Copies of a part stand in parallel: it is down only when all are. Hard parts stand in series: the system is down when one is. A soft part may be away while the system serves.',
    table(
      [
        { title: 'Part' },
        { title: 'Copies', align: 'right' },
        { title: 'Each', align: 'right' },
        { title: 'Together', align: 'right' },
        { title: 'Composition' },
        { title: 'From' },
      ],
      availability.parts.map(({ name, copies, each, together, hard, from }) => [
        prose(name),
        String(copies),
        percent(each),
        percent(together),
        `${hard ? 'in series' : 'soft, not counted'}${copies > 1 ? `, ${copies} in parallel` : ''}`,
        refs.list(from),
      ]),
    ),
    arithmetic(refs, availability.lines),
    availability.meets ? '' : '**The composed availability is below what is wanted.**',
  )
}

// The two budgets belong to the target; the composed availability spends in proportion.
function downtime({
  target,
  composed,
  budgetSecondsPerMonth,
  budgetSecondsPerYear,
}: Scene['design']['availability']): string[] {
  const share = (1 - composed) / (1 - target)
  return [duration(budgetSecondsPerMonth * share), duration(budgetSecondsPerYear * share)]
}
