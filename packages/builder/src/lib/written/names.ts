/** One thing's name in the spellings that code, tables and addresses use. */
export interface Names {
  /** WorkspaceDocument */
  type: string
  /** workspaceDocument */
  binding: string
  /** workspace_document */
  column: string
  /** workspace-document */
  file: string
  /** WORKSPACE_DOCUMENT */
  code: string
  /** workspace document */
  words: string
}

const longestName = 40

/** Spellings of a name as a brief writes it: "WorkspaceDocument", "workspace document", "workspace_document". */
export function namesOf(name: string): Names {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .slice(0, longestName)
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '')
  if (!/^[a-z]/.test(words[0] ?? '')) words.unshift('item')
  const type = words.map(capitalized).join('')
  return {
    type: importedNames.has(type) ? `${type}Record` : type,
    binding: type.charAt(0).toLowerCase() + type.slice(1),
    column: words.join('_'),
    file: words.join('-'),
    code: words.join('_').toUpperCase(),
    words: words.join(' '),
  }
}

/** The usual English plural of the last word. */
export function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** As PostgreSQL takes it: words of its own language stand in quotes. */
export function sqlName(name: string): string {
  return reservedInSql.has(name) ? `"${name}"` : name
}

/** The schema of a module; names that PostgreSQL, the kit or its jobs use already get an ending. */
export function schemaOf(module: string): string {
  const { column } = namesOf(module)
  return /^(pg_|public$|kit$|graphile_worker$|information_schema$)/.test(column)
    ? `${column}_data`
    : column
}

// What written code means by these names already.
const importedNames = new Set([
  'Type',
  'Static',
  'Attributes',
  'Version',
  'Time',
  'Sql',
  'Page',
  'Period',
  'Promise',
  'JSON',
])

const reservedInSql = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
  char character check coalesce collate collation column concurrently constraint create cross current_catalog
  current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
  desc distinct do else end except exists extract false fetch float for foreign freeze from full grant group having
  ilike in initially inner int integer intersect interval into is isnull join lateral leading left like limit localtime
  localtimestamp natural not notnull null nullif numeric offset on only or order outer overlaps placing position
  precision primary real references returning right row select session_user setof similar smallint some substring
  symmetric system_user table tablesample then time timestamp to trailing trim true union unique user using values
  varchar variadic verbose when where window with`.split(/\s+/),
)
