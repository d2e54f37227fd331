/** How an operation looks for rows: these columns by equality, then one by range or in order. */
export interface Demand {
  equals: readonly string[]
  /** The column of a range or an order; none for a look-up. */
  sorted?: string | undefined
  /** Who asks: operations, or a constraint. */
  by: readonly string[]
}

/** Columns of one index, and who reads by it or by its beginning. */
export interface PlannedIndex {
  columns: readonly string[]
  serves: readonly string[]
}

/**
 * The fewest B-tree indexes that serve all demands, by the prefix rule: equality columns first, then the range or
 * the order; an index also serves every demand that is a beginning of it. `kept` are those that exist anyway
 * (primary key, unique constraints): what they serve needs no index.
 */
export function planIndexes(
  demands: readonly Demand[],
  kept: readonly (readonly string[])[] = [],
): PlannedIndex[] {
  const planned: { columns: string[]; serves: Set<string> }[] = []
  const wanted = (column: string) => demands.filter(({ equals }) => equals.includes(column)).length
  // What most demands name goes first, so that the shorter ones find themselves at the beginning of a longer one.
  const ordered = demands.map((demand) => ({
    ...demand,
    equals: demand.equals.toSorted((a, b) => wanted(b) - wanted(a)),
  }))
  for (const demand of ordered.toSorted(byLength)) {
    if (kept.some((columns) => serves(columns, demand))) continue
    const fitting = planned.find(({ columns }) => serves(columns, demand))
    if (fitting) for (const name of demand.by) fitting.serves.add(name)
    else planned.push({ columns: columnsOf(demand), serves: new Set(demand.by) })
  }
  return planned.map(({ columns, serves: names }) => ({ columns, serves: [...names] }))
}

/** Whether an index over these columns answers a demand without reading rows it does not need. */
export function serves(columns: readonly string[], { equals, sorted }: Demand): boolean {
  const head = columns.slice(0, equals.length)
  if (!equals.every((column) => head.includes(column))) return false
  return sorted === undefined || equals.includes(sorted) || columns[equals.length] === sorted
}

const columnsOf = ({ equals, sorted }: Demand): string[] => [
  ...equals,
  ...(sorted === undefined || equals.includes(sorted) ? [] : [sorted]),
]

const byLength = (a: Demand, b: Demand) =>
  columnsOf(b).length - columnsOf(a).length ||
  columnsOf(a).join().localeCompare(columnsOf(b).join(), 'en')
