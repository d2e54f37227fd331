import type { Rule } from '../../rule.ts'

export const unindexedForeignKey: Rule<'schema'> = {
  id: 'unindexed-foreign-key',
  severity: 'warning',
  title: 'A foreign key without an index',
  why: 'PostgreSQL makes none: each delete or key change of the referenced row, and each join from it, reads the whole table.',
  instead: 'Create an index whose first columns are those of the key.',
  source: 'PostgreSQL documentation, Constraints §5.5.5 Foreign Keys',
  *find({ tables }) {
    for (const table of tables.values()) {
      if (table.isChangedByProgram) continue
      for (const { columns, references, file, at } of table.foreignKeys) {
        const isIndexed = table.indexes.some((index) =>
          columns.every((column) => index.columns.slice(0, columns.length).includes(column)),
        )
        // One indexed column of several already narrows the search to a few rows.
        const isNarrowed =
          columns.length > 1 &&
          table.indexes.some(({ columns: [first = ''] }) => columns.includes(first))
        if (isIndexed || isNarrowed) continue
        const message = `${table.name}(${columns.join(', ')}) references ${references} without an index`
        yield { file, at, message }
      }
    }
  },
}

const money =
  /(^|_)(price|amount|total|subtotal|balance|cost|fee|tax|salary)(_|$)|[a-z](Price|Amount|Total|Balance|Cost|Fee)$/
const inexact: Readonly<Record<string, string>> = { float4: 'real', float8: 'double precision' }

export const moneyAsFloat: Rule<'schema'> = {
  id: 'money-as-float',
  severity: 'error',
  title: 'Money in a binary fraction',
  why: 'real and double precision cannot hold 0.10: sums drift by cents and comparisons fail.',
  instead: 'Keep whole cents in bigint, or numeric with a scale.',
  source: 'PostgreSQL documentation, Numeric Types §8.1.3; IEEE 754',
  *find({ tables }) {
    for (const table of tables.values())
      for (const [name, { type, file, at }] of table.columns)
        if (money.test(name) && inexact[type])
          yield { file, at, message: `${table.name}.${name} is ${inexact[type]}` }
  },
}
