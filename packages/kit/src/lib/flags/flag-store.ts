import type { Sql } from '../data/sql.ts'
import type { Flag } from './contract.ts'

export function readFlags(sql: Sql): Promise<Flag[]> {
  return sql<Flag>`
    select name, is_on as on, percent, tenants, owner, until::text as until,
      changed_by as "changedBy", changed_at as "changedAt"
    from kit.flag order by name`
}

export async function writeFlag(sql: Sql, flag: Flag): Promise<void> {
  const { name, on, percent, tenants, owner, until, changedBy, changedAt } = flag
  await sql`
    insert into kit.flag (name, is_on, percent, tenants, owner, until, changed_by, changed_at)
    values (${name}, ${on}, ${percent}, ${tenants}, ${owner}, ${until}, ${changedBy}, ${changedAt})
    on conflict (name) do update set is_on = excluded.is_on, percent = excluded.percent,
      tenants = excluded.tenants, owner = excluded.owner, until = excluded.until,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at`
}
