import type { Node, RangeVar } from 'libpg-query'

export interface Condition {
  /** Alias or table before the column, when written. */
  qualifier: string | undefined
  column: string
  /** True when it equals something given from outside: a parameter. */
  isGiven: boolean
}

/** A statement's tables and what must hold of their columns, all at once. */
export interface Query {
  /** By alias, or by name. */
  tables: ReadonlyMap<string, string>
  conditions: readonly Condition[]
}

/** What a SELECT, UPDATE or DELETE looks for; undefined for other statements. */
export function readQuery(node: Node): Query | undefined {
  if ('SelectStmt' in node) {
    const { fromClause = [], whereClause, sortClause = [], limitCount } = node.SelectStmt
    const query = queryOf(fromClause, whereClause)
    // With a limit, an index in the order asked for is read only as far as needed.
    return limitCount
      ? { ...query, conditions: [...query.conditions, ...sortClause.flatMap(sorted)] }
      : query
  }
  const change =
    'UpdateStmt' in node ? node.UpdateStmt : 'DeleteStmt' in node ? node.DeleteStmt : undefined
  return change?.relation ? queryOf([{ RangeVar: change.relation }], change.whereClause) : undefined
}

function sorted(node: Node): Condition[] {
  const condition = 'SortBy' in node ? side(node.SortBy.node, undefined) : undefined
  return condition ? [condition] : []
}

function queryOf(from: readonly Node[], where: Node | undefined): Query {
  const tables = new Map<string, string>()
  const conditions: Condition[] = []
  const visit = (node: Node | undefined) => {
    if (!node) return
    if ('RangeVar' in node) addTable(tables, node.RangeVar)
    if ('JoinExpr' in node) {
      const { larg, rarg, quals } = node.JoinExpr
      visit(larg)
      visit(rarg)
      conditions.push(...conditionsOf(quals))
    }
  }
  for (const node of from) visit(node)
  conditions.push(...conditionsOf(where))
  return { tables, conditions }
}

function addTable(tables: Map<string, string>, { relname = '', alias }: RangeVar): void {
  tables.set(alias?.aliasname ?? relname, relname)
}

/** Comparisons that all must hold; what stands under OR or NOT is left out. */
function conditionsOf(node: Node | undefined): Condition[] {
  if (!node) return []
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr
    return boolop === 'AND_EXPR' ? args.flatMap(conditionsOf) : []
  }
  if (!('A_Expr' in node)) return []
  const { kind, name, lexpr, rexpr } = node.A_Expr
  const operator = name?.[0] && 'String' in name[0] ? name[0].String.sval : ''
  const isEqual = operator === '=' && ['AEXPR_OP', 'AEXPR_IN', 'AEXPR_OP_ANY'].includes(kind ?? '')
  const isRange = ['<', '<=', '>', '>='].includes(operator ?? '') && kind === 'AEXPR_OP'
  if (!isEqual && !isRange) return []
  const sides = [side(lexpr, rexpr), side(rexpr, lexpr)].flatMap((condition) => condition ?? [])
  return isEqual ? sides : sides.map((condition) => ({ ...condition, isGiven: false }))
}

function side(node: Node | undefined, other: Node | undefined): Condition | undefined {
  if (!node || !('ColumnRef' in node)) return undefined
  const names = (node.ColumnRef.fields ?? []).map((field) =>
    'String' in field ? (field.String.sval ?? '') : '',
  )
  const column = names.at(-1)
  return column ? { qualifier: names.at(-2), column, isGiven: isParameter(other) } : undefined
}

function isParameter(node: Node | undefined): boolean {
  if (!node) return false
  if ('ParamRef' in node) return true
  if ('TypeCast' in node) return isParameter(node.TypeCast.arg)
  return 'List' in node && (node.List.items ?? []).some(isParameter)
}
