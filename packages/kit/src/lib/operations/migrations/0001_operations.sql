create schema operations;

-- Work that outlasts its call. `result` is what is done so far, and from where the next slice goes on: it commits with
-- the effects of its slice.
create table operations.operation (
  id uuid primary key,
  name text not null,
  starter text not null,
  roles text[] not null,
  input jsonb not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed', 'cancelled')),
  progress double precision not null default 0 check (progress between 0 and 1),
  result jsonb,
  problem jsonb,
  started_at timestamptz not null,
  ended_at timestamptz,
  check ((state = 'running') = (ended_at is null)),
  check ((state = 'failed') = (problem is not null))
);
create index operation_ended on operations.operation (ended_at);
