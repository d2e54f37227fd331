-- What clients may follow, for as long as it is kept. Rows are appended under one lock, so positions grow in the
-- order of commits: who has read up to a position never finds a smaller one later.
create table kit.feed (
  position bigint generated always as identity primary key,
  id uuid not null,
  event text not null,
  version smallint not null default 1,
  data jsonb not null,
  time timestamptz not null,
  kept_at timestamptz not null default now()
);
create index on kit.feed using brin (kept_at);

-- The last position that was pruned: who stopped at an earlier one has missed something.
create table kit.feed_horizon (
  one boolean primary key default true check (one),
  position bigint not null
);
insert into kit.feed_horizon (position) values (0);
