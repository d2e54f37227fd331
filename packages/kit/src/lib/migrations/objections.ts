import type { BlockingMode, ColumnFacts, TableFacts, TableUse } from './catalog-facts.ts'

/** What a migration does to a table that was there before it. */
export interface Effect {
  readonly table: string
  readonly mode: BlockingMode | undefined
  readonly scanned: boolean
  readonly rewritten: boolean
}

export interface TableChange {
  readonly before: TableFacts
  /** Undefined: it is gone. */
  readonly after: TableFacts | undefined
  readonly use: TableUse
  /** Every row was read. */
  readonly scanned: boolean
}

export function effectOf({ before, after, use: { mode }, scanned }: TableChange): Effect {
  const rewritten = after !== undefined && after.file !== before.file
  return { table: before.name, mode, scanned, rewritten }
}

/** Why a migration is not safe while the release before it runs, each with what would be right. */
export function objectionsTo(change: TableChange): string[] {
  const { before, after } = change
  if (!after) return [`drops ${before.name}, ${inUse}`]
  return [
    ...holdingUp(effectOf(change)),
    ...(after.name === before.name ? [] : [`renames ${before.name}, ${inUse}`]),
    ...Object.entries(before.columns).flatMap(([column, facts]) =>
      objectionsToColumn(`${before.name}.${column}`, facts, after.columns[column]),
    ),
    ...Object.entries(after.columns).flatMap(([column, { required, filled }]) =>
      column in before.columns || !required || filled
        ? []
        : [
            `adds ${after.name}.${column} as required without a default, which rows that are there cannot have, nor those that the running release inserts: add it nullable, fill it, then require it`,
          ],
    ),
  ]
}

const inUse =
  'which the running release still uses: first release what does without it, and remove it with the release after'

function holdingUp({ table, mode, scanned, rewritten }: Effect): string[] {
  if (!mode || !(scanned || rewritten)) return []
  const who = mode === 'AccessExclusiveLock' ? 'readers and writers' : 'writers'
  const work = rewritten ? 'rewritten' : 'read'
  return [`holds up ${who} of ${table} while every row is ${work}: ${remedy(mode, rewritten)}`]
}

function remedy(mode: BlockingMode, rewritten: boolean): string {
  if (rewritten)
    return 'add a new column, fill it in batches by a job, switch the readers, drop the old one later'
  if (mode === 'ShareLock')
    return 'CREATE INDEX CONCURRENTLY IF NOT EXISTS, in a file of its own whose first line is "-- outside a transaction"'
  return 'add the constraint NOT VALID, VALIDATE it in the next file; NOT NULL is then proved by a CHECK that was validated'
}

function objectionsToColumn(
  name: string,
  before: ColumnFacts,
  after: ColumnFacts | undefined,
): string[] {
  if (!after) return [`removes ${name}, ${inUse}`]
  if (after.type !== before.type)
    return [`changes ${name} from ${before.type} to ${after.type}, ${inUse}`]
  if (after.required && !before.required && !after.filled)
    return [
      `requires ${name}, which the running release may leave out: let a release fill it first`,
    ]
  return []
}
