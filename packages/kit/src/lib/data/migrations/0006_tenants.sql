-- The tenant that the transaction works for; null where it works for none.
create function kit.tenant() returns uuid language sql stable
  return nullif(current_setting('app.tenant', true), '')::uuid;

-- Rows of one tenant are no rows to another, whatever a statement says; not even to the table's owner.
create function kit.keep_tenants_apart(tables regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tables);
  execute format('alter table %s force row level security', tables);
  execute format('create policy tenant on %s using (tenant_id = kit.tenant()) with check (tenant_id = kit.tenant())', tables);
end $$;

-- Whose it is goes with what is sent on.
alter table kit.outbox add column tenant text;
alter table kit.feed add column tenant text;
alter table kit.saga add column tenant text;
