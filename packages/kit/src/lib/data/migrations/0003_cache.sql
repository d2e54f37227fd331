-- What cached answers are made of and which transaction changed it; written by that transaction, read by every process.
create table kit.cache_change (
  xid bigint not null,
  tag text not null,
  made_at timestamptz not null default clock_timestamp()
);
create index on kit.cache_change (xid);
create index on kit.cache_change using brin (made_at);
