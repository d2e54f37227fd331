import { type Query, readQuery } from '../../read/query.ts'
import type { Schema, Table } from '../../read/schema.ts'
import { hole } from '../../read/source.ts'
import { parseStatement } from '../../read/sql.ts'
import type { Rule } from '../../rule.ts'

const startsLikeSql = /^\s*(with|select|update|delete)\s[\s\S]*\b(from|set|where)\b/i

export const unindexedQuery: Rule<'source'> = {
  id: 'unindexed-query',
  severity: 'warning',
  title: 'A query by a column that no index knows',
  why: 'PostgreSQL reads the whole table for each call; the time grows with the rows.',
  instead: 'Create an index whose first column is one the query gives, the most selective first.',
  source: 'PostgreSQL documentation, Indexes §11.3; Winand, SQL Performance Explained, ch. 2',
  *find({ file, literals, role }, { schemas }) {
    if (role === 'browser' || role === 'script' || schemas.length === 0) return
    for (const { value, at } of literals) {
      if (!startsLikeSql.test(value)) continue
      const node = parseStatement(value.replaceAll(hole, '$1'))
      const query = node && readQuery(node)
      for (const message of query ? objections(query, schemas) : []) yield { file, at, message }
    }
  },
}

function* objections(query: Query, schemas: readonly Schema[]): Iterable<string> {
  for (const [alias, name] of query.tables) {
    const known = schemas.flatMap(({ tables }) => tables.get(name) ?? [])
    const columns = columnsGiven(query, alias, known)
    if (known.length === 0 || columns.given.length === 0) continue
    if (known.some((table) => servesAny(table, columns.all))) continue
    yield `reads ${name} by ${columns.given.join(', ')}; no index begins with ${columns.given.length > 1 ? 'one of them' : 'it'}`
  }
}

/** Columns of a table that the query fixes: with a parameter, or in any way. */
function columnsGiven(query: Query, alias: string, known: readonly Table[]) {
  const own = query.conditions.filter(({ qualifier, column }) => {
    const isHere = known.some(({ columns }) => columns.has(column))
    return isHere && (qualifier === undefined ? query.tables.size === 1 : qualifier === alias)
  })
  const isFlag = (column: string) =>
    known.some(({ columns }) => columns.get(column)?.type === 'bool')
  const given = own.filter(({ isGiven, column }) => isGiven && !isFlag(column))
  return { given: given.map(({ column }) => column), all: own.map(({ column }) => column) }
}

function servesAny({ indexes, isChangedByProgram }: Table, columns: readonly string[]): boolean {
  return isChangedByProgram || indexes.some(({ columns: [first = ''] }) => columns.includes(first))
}
