-- How far windows over events have come. Times are milliseconds since 1970.
create table kit.window_state (
  name text primary key,
  version integer not null,
  -- Of the feed: everything up to here is counted.
  position bigint not null default 0,
  -- No event from before is counted any more: windows that end here or earlier are closed.
  watermark bigint,
  -- The feed does not hold what was before: windows that began earlier would be told in part, and are not told.
  whole_from bigint,
  late bigint not null default 0
);

create table kit.open_window (
  name text not null,
  key text not null,
  starts_at bigint not null,
  ends_at bigint not null,
  total jsonb not null,
  primary key (name, key, starts_at)
);
create index on kit.open_window (name, ends_at);

-- Counts again what the feed still holds.
create function kit.replay_windows(wanted text) returns void language sql as $$
  delete from kit.open_window where name = wanted;
  update kit.window_state set position = 0, watermark = null, whole_from = null, late = 0 where name = wanted;
$$;
