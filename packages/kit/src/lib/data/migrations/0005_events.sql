-- What happened to each stream, for good; versions of a stream have no gaps. `turn` orders events over all streams so
-- that whoever has read all below the oldest open transaction never finds an earlier one later.
create table kit.event (
  category text not null,
  stream text not null,
  version integer not null check (version > 0),
  type text not null,
  schema smallint not null default 1,
  data jsonb not null,
  at timestamptz not null default now(),
  turn bigint not null,
  position bigint generated always as identity,
  primary key (category, stream, version)
);
create index event_turns on kit.event (category, turn, position);

-- The turn of an append behind a version; null when the stream stands elsewhere. Numbers of transactions alone would
-- not do: a transaction may have got its number before the one whose event it follows. Volatile, because each call has
-- to see what was committed while its statement waited for a lock.
create function kit.event_turn(of_category text, of_stream text, behind integer) returns bigint
language plpgsql volatile as $$
declare
  head record;
begin
  select event.version, event.turn into head from kit.event
    where event.category = of_category and event.stream = of_stream order by event.version desc limit 1;
  if coalesce(head.version, 0) <> behind then return null; end if;
  return greatest(pg_current_xact_id()::text::bigint, head.turn);
end
$$;

-- What a stream's events had come to at a version; `shape` changes with the code that folds them.
create table kit.event_snapshot (
  category text not null,
  stream text not null,
  version integer not null,
  shape smallint not null,
  state jsonb not null,
  primary key (category, stream)
);

-- How far each read model has come. Beside the live generation there may be one that is being built.
create table kit.projection (
  name text not null,
  generation integer not null,
  version integer not null, -- of the code that fills it
  category text not null,
  live boolean not null,
  turn bigint not null default 0,
  position bigint not null default 0,
  primary key (name, generation)
) with (fillfactor = 50);
create unique index projection_live on kit.projection (name) where live;
create unique index projection_building on kit.projection (name) where not live;

-- Has a read model built anew from all events, beside the live one, which it then replaces.
create function kit.rebuild_projection(of_name text) returns void
language sql as $$
  insert into kit.projection (name, generation, version, category, live)
  select name, generation + 1, version, category, false from kit.projection where name = of_name and live
  on conflict do nothing
$$;
