import pg from 'pg'

import type { Sql } from '../data/sql.ts'

/** PostgreSQL's schema of a module. */
const schemaOf = (module: string) => module.replaceAll('-', '_')

/** A name that needs no quotes in SQL, nor in a connection's options. */
const plainName = /^[a-z_][a-z0-9_]{0,62}$/

/**
 * Makes the role that a process of a system with tenants works as: it owns no table and bypasses no row security, and
 * may read and write what the migrations made. Safe from several processes at once.
 */
export async function prepareTenantRole(url: string, role: string): Promise<void> {
  if (!plainName.test(role))
    throw new TypeError(`the role "${role}" is no plain name of PostgreSQL`)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(makeRole(role))
    await client.query(grants(role))
    await client.query(queues(role))
    // Only by the function that chains them.
    await client.query(`revoke insert, update, delete on kit.audit, kit.audit_head from ${role}`)
  } finally {
    await client.end()
  }
}

const lockKey = 4_011_979 // any constant: grants of two processes at once fail each other

// Roles are the whole server's: another database's migration may make it at the same moment.
const makeRole = (role: string) => `do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then
    create role ${role} nologin nosuperuser nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null; end $$;
do $$ begin
  if not pg_has_role(current_user, '${role}', 'set') then grant ${role} to current_user; end if;
end $$`

const grants = (role: string) => `do $$ declare space text; begin
  for space in select nspname from pg_namespace
    where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')
  loop
    execute format('grant usage on schema %I to ${role}', space);
    execute format('grant select, insert, update, delete on all tables in schema %I to ${role}', space);
    execute format('grant usage, select on all sequences in schema %I to ${role}', space);
    execute format('grant execute on all functions in schema %I to ${role}', space);
  end loop;
end $$`

// The queue's own tables are open to their owner only; its jobs carry their tenant in the payload.
const queues = (role: string) => `do $$ declare closed regclass; begin
  for closed in select oid from pg_class
    where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity
      and not exists (select from pg_policy where polrelid = pg_class.oid and polname = '${role}')
  loop
    execute format('create policy ${role} on %s to ${role} using (true) with check (true)', closed);
  end loop;
end $$`

/**
 * Sees to it that PostgreSQL keeps the tenants of these modules apart, too.
 * @throws TypeError naming the tables without forced row security, or the role that bypasses it
 */
export async function checkTenantWalls(sql: Sql, modules: readonly string[]): Promise<void> {
  const [role] = await sql<{ name: string; bypasses: boolean }>`
    select rolname as name, rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user`
  if (!role || role.bypasses)
    throw new TypeError(`tenants: the role ${role?.name} bypasses row security`)
  const open = await sql<{ name: string }>`
    select format('%I.%I', nspname, relname) as name
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p') and nspname = any(${modules.map(schemaOf)}::text[])
      and (not relrowsecurity or not relforcerowsecurity or pg_get_userbyid(relowner) = current_user
        or not exists (select from pg_policy where polrelid = pg_class.oid))
    order by 1`
  if (open.length === 0) return
  const names = open.map(({ name }) => name).join(', ')
  throw new TypeError(
    `tenants: no row security keeps them apart in ${names}; add \`select kit.keep_tenants_apart('…')\` to the migration`,
  )
}
