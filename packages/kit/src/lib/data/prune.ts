import { type Fragment, plain, type Sql } from './sql.ts'

/** Rows that one statement removes: far from the time that a statement may take, however much has gathered. */
export const pruneBatch = 20_000

/** Removes what is out of date, batch by batch: each commits, so that a prune which is ended has not been for nothing. */
export async function prune(sql: Sql, table: string, outOfDate: Fragment): Promise<void> {
  await inBatches(
    () => sql`
      with pruned as (
        delete from ${plain(table)} where ctid = any (array(
          select ctid from ${plain(table)} where ${outOfDate} limit ${pruneBatch}
        )) returning true
      )
      select from pruned limit 1`,
  )
}

/** Again until nothing is left. */
export async function inBatches(removeSome: () => Promise<readonly unknown[]>): Promise<void> {
  while ((await removeSome()).length > 0);
}
