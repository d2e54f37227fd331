import path from 'node:path'

import pg from 'pg'

import type { Environment } from '../environment/environment.ts'
import { modulesWithTables, placeRelease } from '../environment/release.ts'

/** The table that was written most, and the first column of its key. */
interface BusyTable {
  module: string
  table: string
  column: string
}

/**
 * Two releases after the project, whose migrations move a column of its busiest table: the first one adds the new
 * column, keeps it filled whoever writes, fills what is there in batches, builds its index and requires it; the second
 * one takes it away again.
 */
export async function placeNextReleases(
  project: string,
  { database, work }: Pick<Environment, 'database' | 'work'>,
): Promise<string[]> {
  const busiest = await busiestTable(database.url, await modulesWithTables(project))
  const expanding = expandOf(busiest)
  const contracting = { ...expanding, ...contractOf(busiest) }
  const { module } = busiest
  return [
    await placeRelease(project, path.join(work, 'expanded'), { [module]: expanding }),
    await placeRelease(project, path.join(work, 'contracted'), { [module]: contracting }),
  ]
}

async function busiestTable(url: string, modules: readonly string[]): Promise<BusyTable> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<BusyTable>(
      `select seen.schemaname as module, seen.relname as "table", attname as "column"
       from pg_stat_user_tables as seen join pg_class on pg_class.oid = relid
         join pg_index on indrelid = relid and indisprimary
         join pg_attribute on attrelid = relid and attnum = indkey[0]
       where schemaname = any ($1) and relkind = 'r' and not relrowsecurity and not relispartition
       order by n_tup_ins + n_tup_upd desc limit 1`,
      [modules],
    )
    const [busiest] = rows
    if (!busiest) throw new Error('no module of the project has a table that could be migrated')
    return busiest
  } finally {
    await client.end()
  }
}

function expandOf({ module, table, column }: BusyTable): Record<string, string> {
  const name = `"${module}"."${table}"`
  return {
    '9001_proof_add.sql': `alter table ${name} add column proof_copy text;
create function "${module}".proof_copy() returns trigger language plpgsql as $$
begin
  new.proof_copy := new."${column}"::text;
  return new;
end $$;
create trigger proof_copy before insert or update on ${name}
  for each row execute function "${module}".proof_copy();
alter table ${name} add constraint proof_copy_there check (proof_copy is not null) not valid;
`,
    '9002_proof_fill.sql': `-- outside a transaction: each batch holds its rows for a moment only
do $$
begin
  loop
    update ${name} set proof_copy = "${column}"::text where ctid = any (array(
      select ctid from ${name} where proof_copy is null limit 500 for update));
    exit when not found;
    commit;
  end loop;
end $$;
`,
    '9003_proof_index.sql': `-- outside a transaction
create index concurrently if not exists proof_copy_index on ${name} (proof_copy);
`,
    '9004_proof_require.sql': `alter table ${name} validate constraint proof_copy_there;
`,
  }
}

function contractOf({ module, table }: BusyTable): Record<string, string> {
  const name = `"${module}"."${table}"`
  return {
    '9005_proof_remove.sql': `drop trigger proof_copy on ${name};
drop function "${module}".proof_copy();
alter table ${name} drop column proof_copy;
`,
  }
}
