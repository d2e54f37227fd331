import type { Design, Table } from '@archwright/model'

import { diagramNames, paths } from '../paths.ts'
import { decisionsIn } from '../references.ts'
import { blocks, code, prose, table } from '../text/markdown.ts'
import { number, quantity } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** What is kept where, in which tables, found by which indexes, for how long. */
export function dataSection(scene: Scene): string {
  const { design, refs } = scene
  return section(
    '7. Data',
    answers(scene, decisionsIn(design, 'data')),
    subsection('Kinds of data', kindTable(scene)),
    subsection(
      'Tables',
      design.tables.length > 0
        ? `![Tables](${paths.diagram(diagramNames.tables).replace('docs/', '')})`
        : '',
      tableTable(design),
      design.tables.length > 0
        ? `As SQL: ${refs.to(paths.schema, 'schema.sql')}. Foreign keys never leave a module; an id of another module is a plain column.`
        : '',
    ),
    subsection('Indexes', indexTable(design)),
  )
}

function kindTable({ design, refs }: Scene): string {
  const volumes = new Map(design.data.map((volume) => [volume.entity, volume]))
  return table(
    [
      { title: 'Data' },
      { title: 'Store' },
      { title: 'Family' },
      { title: 'Rows a day', align: 'right' },
      { title: 'After a year', align: 'right' },
      { title: 'Decision' },
    ],
    design.stores.flatMap(({ engine, family, holds, decision }) =>
      holds.map((name) => {
        const volume = volumes.get(name)
        return [
          prose(name),
          prose(engine),
          prose(family),
          volume ? number(volume.rowsPerDay, 3) : '',
          volume ? quantity(volume.bytesAfterYear, 'bytes') : '',
          refs.decision(decision),
        ]
      }),
    ),
  )
}

function tableTable({ tables }: Design): string {
  return table(
    [
      { title: 'Table' },
      { title: 'Key' },
      { title: 'Belongs to' },
      { title: 'Kept' },
      { title: 'On erasure' },
      { title: 'Split by time' },
      { title: 'Would be sharded by' },
    ],
    tables.map((each) => [
      code(each.name),
      each.key.map(code).join(', '),
      each.references.map(({ table: parent }) => code(parent)).join(', '),
      prose(each.retained),
      prose(each.erased),
      partition(each),
      code(each.shardKey),
    ]),
  )
}

function partition({ partition: split }: Table): string {
  if (!split) return 'no'
  const when = split.now ? 'from the start' : 'when it no longer fits in memory'
  return `by ${code(split.column)}, every ${prose(split.every)}, ${when}`
}

function indexTable({ indexes }: Design): string {
  const rows = table(
    [
      { title: 'Index' },
      { title: 'On' },
      { title: 'Columns' },
      { title: 'Serves' },
      { title: 'Why' },
    ],
    indexes.map(({ name, table: on, method, unique, columns, where, serves, why }) => [
      code(name),
      code(on),
      `${unique ? 'unique ' : ''}${method === 'btree' ? '' : `${method} `}${columns.map(code).join(', ')}${where ? ` where ${code(where)}` : ''}`,
      serves.map(prose).join(', '),
      prose(why),
    ]),
  )
  return rows === ''
    ? ''
    : blocks(
        'Columns that are compared come first, then the one that is ordered or ranged over; an index also serves every question that is a beginning of it, so none repeats another.',
        rows,
      )
}
