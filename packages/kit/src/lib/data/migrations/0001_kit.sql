create schema if not exists kit;

-- Claimed and answered in the transaction of the effect (Stripe's rules for Idempotency-Key).
create table kit.idempotency (
  scope text not null,
  key text not null,
  fingerprint text not null,
  output jsonb,
  created_at timestamptz not null default now(),
  primary key (scope, key)
) with (fillfactor = 70);
create index on kit.idempotency using brin (created_at);

-- A row lives until its event is delivered to every subscriber; the relay's row lock is the claim.
create table kit.outbox (
  id uuid primary key,
  event text not null,
  version smallint not null default 1,
  data jsonb not null,
  traceparent text,
  created_at timestamptz not null default now(),
  attempts smallint not null default 0,
  next_at timestamptz not null default now(),
  last_error text,
  dead boolean not null default false
);
create index outbox_waiting on kit.outbox (next_at) where not dead;

create table kit.inbox (
  consumer text not null,
  message_id uuid not null,
  heard_at timestamptz not null default now(),
  primary key (consumer, message_id)
);
create index on kit.inbox using brin (heard_at);

-- `step` is where to go on from: steps from there on may have happened and are repeatable. The row itself is the
-- intent of all steps before the pivot; the pivot's own intent is written before it is called.
create table kit.saga (
  id text not null,
  name text not null,
  data jsonb not null,
  -- Stuck: past the pivot, refused for good; nothing drives it any more, staff see to it.
  state text not null default 'running'
    check (state in ('running', 'compensating', 'done', 'failed', 'stuck')),
  step smallint not null default 0,
  attempts smallint not null default 0,
  failure jsonb,
  fence integer not null default 1,
  lease_until timestamptz not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (id, name)
) with (fillfactor = 50);
-- Not on lease_until: every step changes it, and an index on it would make each such update touch all indexes.
create index saga_open on kit.saga (started_at) where ended_at is null;
create index saga_stuck on kit.saga (started_at) where state = 'stuck';
