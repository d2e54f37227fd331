import { code, prose, table } from '../text/markdown.ts'
import { duration } from '../text/quantity.ts'
import { type Scene, subsection } from './section.ts'

/** What stands before the processes: how calls are spread, and the routes where it chooses between them. */
export function entranceSubsection({ design, refs }: Scene): string {
  const { kind, balancing, routes, decision } = design.gateway
  if (kind === '') return ''
  return subsection(
    'Entrance',
    `Calls enter by ${prose(kind)} (${refs.decision(decision)})${balancing === '' ? '' : ` and are spread by ${prose(balancing)}`}.`,
    table(
      [
        { title: 'Route' },
        { title: 'Interface' },
        { title: 'To' },
        { title: 'Who may' },
        { title: 'Limits' },
        { title: 'Cut off after', align: 'right' },
        { title: 'Changed on the way' },
      ],
      routes.map((route) => [
        code(route.path),
        prose(route.interface),
        prose(route.to),
        prose(route.authentication),
        prose(route.limits.join(', ')),
        route.timeoutMs === 0 ? 'stays open' : duration(route.timeoutMs / 1000),
        prose(route.transform),
      ]),
    ),
  )
}

/** The backends of front ends: what each offers, and what one of its calls joins. */
export function frontEndsSubsection({ design, refs }: Scene): string {
  const [first] = design.frontEnds
  if (first === undefined) return ''
  return subsection(
    'Backends for front ends',
    `Each is owned by the team of its front end, joins and trims, and keeps neither rules nor data (${refs.decision(first.decision)}).`,
    table(
      [{ title: 'Backend' }, { title: 'Call' }, { title: 'Joins' }, { title: 'Answer' }],
      design.frontEnds.flatMap(({ name, operations }) =>
        operations.map((operation) => [
          code(name),
          prose(operation.name),
          operation.joins.map(code).join(', '),
          prose(operation.shape),
        ]),
      ),
    ),
  )
}
