import { createHash } from 'node:crypto'

/** Runs SQL: `${}` values become bind parameters, fragments become text, the whole a prepared statement. */
export type Sql = <Row = Record<string, unknown>>(
  text: TemplateStringsArray,
  ...values: unknown[]
) => Promise<Row[]>

export interface Statement {
  readonly name: string
  readonly text: string
}

/** A piece of a statement that depends on what is asked: its text is the code's own, its values are bound. */
export class Fragment {
  readonly text: TemplateStringsArray
  readonly values: readonly unknown[]

  constructor(text: TemplateStringsArray, values: readonly unknown[]) {
    this.text = text
    this.values = values
  }
}

/** Makes a piece of SQL to stand as a value in another one. */
export function fragment(text: TemplateStringsArray, ...values: unknown[]): Fragment {
  return new Fragment(text, values)
}

/** A fragment of the code's own text, such as the name of a table; never of what a caller gave. */
export function plain(text: string): Fragment {
  return new Fragment(Object.assign([text], { raw: [text] }), [])
}

export interface BoundStatement extends Statement {
  readonly values: readonly unknown[]
}

const statements = new WeakMap<TemplateStringsArray, Statement>()
/** Statements with fragments, by their text: as many as the code has combinations. */
const composed = new Map<string, Statement>()

/**
 * The prepared statement behind a template with its values, made once per text in the code.
 * Named because unnamed statements are parsed again at every call: half the throughput (measured).
 */
export function statementOf(
  template: TemplateStringsArray,
  values: readonly unknown[] = [],
): BoundStatement {
  if (values.some((value) => value instanceof Fragment)) return composedOf(template, values)
  let statement = statements.get(template)
  if (!statement) {
    statement = named(template.reduce((sql, part, index) => `${sql}$${index}${part}`))
    statements.set(template, statement)
  }
  return { name: statement.name, text: statement.text, values }
}

function composedOf(template: TemplateStringsArray, given: readonly unknown[]): BoundStatement {
  const values: unknown[] = []
  const text = inline(template, given, values)
  let statement = composed.get(text)
  if (!statement) {
    statement = named(text)
    composed.set(text, statement)
  }
  return { name: statement.name, text, values }
}

/** The text with fragments in place and the other values numbered, which are added to `bound`. */
function inline(
  template: TemplateStringsArray,
  given: readonly unknown[],
  bound: unknown[],
): string {
  return template.reduce((sql, part, index) => {
    const value = given[index - 1]
    if (value instanceof Fragment) return sql + inline(value.text, value.values, bound) + part
    bound.push(value)
    return `${sql}$${bound.length}${part}`
  })
}

function named(text: string): Statement {
  return { name: `k${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`, text }
}
