import { hasSqlDetails, loadModule, type Node, parseSync } from 'libpg-query'

import type { TextFile } from './text-file.ts'
import { Unreadable } from './unreadable.ts'

export interface SqlStatement {
  node: Node
  /** UTF-16 offset of its first word. */
  at: number
  /** UTF-16 offset of a location that the parser gives. */
  locate(location: number): number
}

/** A file of PostgreSQL statements. */
export interface SqlDocument {
  file: TextFile
  statements: readonly SqlStatement[]
}

await loadModule()

/** Other databases' SQL, and templates that only a program can fill in. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*(create|insert|alter|drop|use|set|update|delete)\b[^;\n'"]*`|\bengine\s*=\s*\w+|\bauto_increment\b/im,
    'MySQL or ClickHouse',
  ],
  [/\bautoincrement\b|^\s*pragma\b/im, 'SQLite'],
  [/^\s*go\s*$|\bnvarchar\b|\[dbo\]/im, 'SQL Server'],
  [/^COPY .* FROM stdin;$/m, 'a dump with data'],
]

export function foreignDialect({ path, text }: TextFile): string | undefined {
  const [, , engine] =
    /(^|\/)(clickhouse|mysql|mariadb|sqlite3?|mssql|sqlserver|oracle|snowflake|bigquery|cockroach(?:db)?)\//i.exec(
      path,
    ) ?? []
  return engine ?? foreign.find(([pattern]) => pattern.test(text))?.[1]
}

/** Reads the forward part of a migration. Throws Unreadable when it does not parse. */
export function readSql(file: TextFile): SqlDocument {
  const text = forwardOnly(fillTemplates(file.text))
  try {
    const parsed = parseSync(text)
    const offsetOf = utf16Offsets(text)
    const statements = (parsed.stmts ?? []).flatMap(({ stmt, stmt_location: start = 0 }) =>
      stmt ? [{ node: stmt, at: skipBlank(text, offsetOf(start)), locate: offsetOf }] : [],
    )
    return { file, statements }
  } catch (error) {
    if (!hasSqlDetails(error)) throw error
    const { cursorPosition, message } = error.sqlDetails ?? { cursorPosition: 0, message: '' }
    const { line, column } = file.position(cursorPosition)
    throw new Unreadable(`${message} at line ${line}, column ${column}`)
  }
}

/** One statement out of a program's text; undefined when it is no PostgreSQL. */
export function parseStatement(text: string): Node | undefined {
  try {
    return parseSync(text).stmts?.[0]?.stmt
  } catch {
    return undefined
  }
}

/** `{{ schema }}.users` and `${schema}.users` read as a name of the same length, so that offsets stay. */
function fillTemplates(text: string): string {
  return text.replace(/\{\{[^{}\n]*\}\}|\$\{[^{}\n]*\}/g, (template) => '_'.repeat(template.length))
}

/** What goose and dbmate keep below is the way back; psql's own commands are no SQL. */
function forwardOnly(text: string): string {
  const [down] = /^--\s*(\+goose down|migrate:down|\+micrate down)\b/im.exec(text) ?? []
  const end = down === undefined ? text.length : text.indexOf(down)
  return text.slice(0, end).replace(/^\\.*$/gm, (command) => ' '.repeat(command.length))
}

/** PostgreSQL counts bytes of UTF-8. */
function utf16Offsets(text: string): (bytes: number) => number {
  const bytes = Buffer.from(text)
  if (bytes.length === text.length) return (offset) => offset
  return (offset) => bytes.subarray(0, offset).toString().length
}

function skipBlank(text: string, from: number): number {
  const [blank = ''] = /^(\s|--[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from)) ?? []
  return from + blank.length
}
