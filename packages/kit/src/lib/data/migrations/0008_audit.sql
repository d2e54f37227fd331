-- Who did what, when, on what, and how it ended. Rows of a stream are chained: each holds the hash of the one before,
-- so that a row which was changed, taken out or put in between is found.
create table kit.audit (
  stream text not null,
  number bigint not null,
  at timestamptz(3) not null,
  principal text not null,
  roles text[] not null,
  tenant text,
  operation text not null,
  resource text,
  -- 'done', or the code of the failure.
  outcome text not null,
  traceparent text,
  hash bytea not null,
  primary key (stream, number)
);
create index audit_of_principal on kit.audit (principal, at);
create index audit_of_resource on kit.audit (resource, at) where resource is not null;

-- The newest row of each stream; its lock puts those who append into one order.
create table kit.audit_head (
  stream text primary key,
  number bigint not null,
  hash bytea not null
);

create function kit.audit_hash(before bytea, entry kit.audit) returns bytea language sql stable
set timezone = 'UTC'
return sha256(before || convert_to(jsonb_build_array(entry.stream, entry.number, entry.at, entry.principal, entry.roles,
  entry.tenant, entry.operation, entry.resource, entry.outcome, entry.traceparent)::text, 'UTF8'));

-- The only way in: with the rights of the owner, so that the role of the application needs none on the table.
create function kit.append_audit(entries jsonb) returns void language plpgsql security definer
set search_path = pg_catalog as $$
declare
  given jsonb;
  head kit.audit_head;
  entry kit.audit;
begin
  -- In the order of streams: no two that append to several wait for each other.
  for given in select value from jsonb_array_elements(entries) with ordinality as given (value, place)
    order by value ->> 'stream', place
  loop
    insert into kit.audit_head values (given ->> 'stream', 0, '') on conflict do nothing;
    select * into head from kit.audit_head where stream = given ->> 'stream' for update;
    entry := jsonb_populate_record(null::kit.audit, given);
    entry.number := head.number + 1;
    entry.hash := kit.audit_hash(head.hash, entry);
    insert into kit.audit select entry.*;
    update kit.audit_head set number = entry.number, hash = entry.hash where stream = entry.stream;
  end loop;
end $$;

-- The first row of a stream that is not as it was written; null where all are, up to the head.
create function kit.first_broken_audit(of_stream text) returns bigint language sql stable
set timezone = 'UTC'
begin atomic
  with chained as (
    select entry.number, entry.hash, kit.audit_hash(coalesce(lag(entry.hash) over chain, ''), entry) as expected,
      coalesce(lag(entry.number) over chain, 0) + 1 as place
    from kit.audit as entry where entry.stream = of_stream
    window chain as (order by entry.number)
  ), broken as (
    select place as number from chained where hash <> expected or number <> place
    union all
    select head.number from kit.audit_head as head where head.stream = of_stream and not exists (
      select from kit.audit where stream = of_stream and number = head.number and hash = head.hash)
  )
  select min(number) from broken;
end;

create function kit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on kit.audit for each row execute function kit.refuse_change();
create trigger never_emptied before truncate on kit.audit for each statement execute function kit.refuse_change();
