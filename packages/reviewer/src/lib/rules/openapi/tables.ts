import { type ApiDocument, propertiesOf } from '../../read/api.ts'
import type { Schema, Table } from '../../read/schema.ts'
import { fieldsOf } from '../../read/value.ts'
import type { Rule } from '../../rule.ts'

const leastColumns = 4
const sameShare = 0.9

export const tableShapedApi: Rule<'openapi'> = {
  id: 'table-shaped-api',
  severity: 'warning',
  title: 'A contract that is the database',
  why: 'Each change of a table is then a change of the contract, and keys and columns made for storage become promises to clients.',
  instead:
    'Describe what callers do and need to know; map it to tables inside, where both can change alone.',
  source:
    'Newman, Building Microservices, 2nd ed., ch. 2 (information hiding); Zalando RESTful API Guidelines 138',
  *find(api, { schemas }) {
    const tables = schemas.flatMap((schema: Schema) => Array.from(schema.tables.values()))
    for (const name of Object.keys(fieldsOf(fieldsOf(api.root.components).schemas))) {
      const table = tables.find((candidate) => mirrors(api, name, candidate))
      if (!table) continue
      const at = api.at(['components', 'schemas', name])
      const message = `schema ${name} has the columns of table ${table.name} (${table.file.path}), foreign keys included`
      yield { file: api.file, at, message }
    }
  },
}

/** Same name, same fields, and at least one foreign key among them. */
function mirrors(api: ApiDocument, name: string, table: Table): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (!new RegExp(`^${plain(name)}(e?s)?$`).test(plain(table.name))) return false
  const schema = fieldsOf(fieldsOf(fieldsOf(api.root.components).schemas)[name])
  const fields = new Set(Object.keys(propertiesOf(api, schema)).map(plain))
  const columns = Array.from(table.columns.keys(), plain)
  const same = columns.filter((column) => fields.has(column)).length
  const keys = table.foreignKeys.flatMap((key) => key.columns).map(plain)
  return (
    columns.length >= leastColumns &&
    same >= sameShare * columns.length &&
    keys.some((key) => fields.has(key))
  )
}
