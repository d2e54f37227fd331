import type { Design, Table } from '@archwright/model'

import { identifiers } from '../text/mermaid.ts'

/** The tables of every module with their columns and keys, and what refers to what. */
export function tableDiagram({ tables }: Design): string {
  const ids = identifiers(
    'table',
    tables.map(({ name }) => name),
  )
  const idOf = (name: string) => ids.get(name) ?? ''
  const lines = [
    'erDiagram',
    ...tables.flatMap((table) => [
      `  ${idOf(table.name)}["${word(table.name)}"] {`,
      ...table.columns.map((column) => `    ${columnLine(column, table)}`),
      '  }',
    ]),
    ...tables.flatMap(({ name, references }) =>
      references
        .filter(({ table }) => ids.has(table))
        .map(({ table, column }) => `  ${idOf(table)} ||--o{ ${idOf(name)} : "${word(column)}"`),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function columnLine({ name, type }: Table['columns'][number], { key, references }: Table): string {
  const marks = [
    ...(key.includes(name) ? ['PK'] : []),
    ...(references.some(({ column }) => column === name) ? ['FK'] : []),
    ...(/ unique$/.test(type) ? ['UK'] : []),
  ]
  return [word(type.split(' ')[0] ?? 'text'), word(name), marks.join(', ')].join(' ').trimEnd()
}

/** What Mermaid takes for a name in such a diagram. */
const word = (text: string): string =>
  text.replace(/[^a-zA-Z0-9_.]+/g, '_').replace(/_$/, '') || '_'
