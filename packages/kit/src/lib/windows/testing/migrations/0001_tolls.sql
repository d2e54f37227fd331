create schema tolls;

create table tolls.told (
  shape text not null,
  gate text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  cars integer not null,
  -- How often the window was told: once, or once more for each replay.
  times integer not null default 1,
  primary key (shape, gate, starts_at)
);
