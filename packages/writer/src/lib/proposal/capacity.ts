import type { Line } from '@archwright/model'

import { type References, sections } from '../references.ts'
import { blocks, code, prose, table } from '../text/markdown.ts'
import { bytes, number, percent, quantity } from '../text/quantity.ts'
import { type Scene, section, subsection } from './section.ts'

/** Capacity, each line of arithmetic as it was computed. */
export function capacitySection({ design, refs }: Scene): string {
  const { capacity, data } = design
  return section(
    sections.capacity,
    `The design provides ${quantity(capacity.cores, 'cores')} for the processes in ${quantity(capacity.replicas, 'replicas')} and ${quantity(capacity.databaseCores, 'cores')} for the database. Of each replica ${percent(capacity.headroom)} stays free at the peak; each opens ${quantity(capacity.poolSize, 'connections')}.`,
    arithmetic(refs, capacity.lines),
    subsection(
      'Data',
      table(
        [
          { title: 'Entity' },
          { title: 'Module' },
          { title: 'Rows a day', align: 'right' },
          { title: 'Per row', align: 'right' },
          { title: 'After a year', align: 'right' },
        ],
        data.map((each) => [
          prose(each.entity),
          code(each.module),
          number(each.rowsPerDay, 3),
          bytes(each.bytesPerRow),
          bytes(each.bytesAfterYear),
        ]),
      ),
    ),
  )
}

/** A table of arithmetic: what, the formula with its numbers, the value, and what it rests on. */
export function arithmetic(refs: References, lines: readonly Line[]): string {
  return blocks(
    table(
      [
        { title: 'Line' },
        { title: 'What' },
        { title: 'Formula' },
        { title: 'Value', align: 'right' },
        { title: 'From' },
      ],
      lines.map(({ id, what, formula, value, unit, from }) => [
        code(id),
        prose(what),
        prose(withoutResult(formula)).replaceAll('*', '\\*'),
        quantity(value, unit),
        refs.list(from),
      ]),
    ),
  )
}

// The result has a column of its own.
const withoutResult = (formula: string): string => formula.replace(/ = [^=]*$/, '')
