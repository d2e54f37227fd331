create schema leaves;
-- What the streams are measured against: the same columns, the same key.
create table leaves.plain (
  category text not null,
  stream text not null,
  version integer not null,
  type text not null,
  schema smallint not null,
  data jsonb not null,
  at timestamptz not null default now(),
  primary key (category, stream, version)
);
