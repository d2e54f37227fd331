create schema webhooks;

create table webhooks.endpoint (
  id uuid primary key,
  owner_id text not null,
  owner_role text not null check (owner_role in ('partner', 'staff')),
  url text not null,
  events text[] not null,
  description text not null,
  enabled boolean not null default true,
  disabled_because text check (disabled_because in ('asked', 'gone', 'failing')),
  version integer not null default 1,
  created_at timestamptz not null,
  -- Failed attempts since the last good one: enough of them and the endpoint rests between single trials.
  failures integer not null default 0,
  failing_since timestamptz,
  rest_until timestamptz,
  check (enabled = (disabled_because is null))
);
create index endpoint_of_owner on webhooks.endpoint (owner_id, id);
create index endpoint_by_event on webhooks.endpoint using gin (events);

-- Sealed: a dump of the database signs nothing. Null: in use; otherwise it still signs until then.
create table webhooks.secret (
  id uuid primary key,
  endpoint_id uuid not null references webhooks.endpoint on delete cascade,
  sealed text not null,
  ends_at timestamptz
);
create index secret_of_endpoint on webhooks.secret (endpoint_id);

-- One per event; the body is the very text that is signed and sent, at every attempt and to every endpoint.
create table webhooks.message (
  id uuid primary key,
  body text not null,
  created_at timestamptz not null
);

-- The queue: what waits is due at next_at. A lease is a next_at in the future, so what a dead process held comes back.
create table webhooks.delivery (
  id uuid primary key,
  endpoint_id uuid not null references webhooks.endpoint on delete cascade,
  message_id uuid not null references webhooks.message,
  event text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
  attempts smallint not null default 0,
  -- Attempts since it was queued, first or again: the place in the schedule.
  tries smallint not null default 0,
  next_at timestamptz,
  leased boolean not null default false,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique (message_id, endpoint_id),
  check ((state = 'waiting') = (next_at is not null)),
  check ((state = 'waiting') = (ended_at is null)),
  check (not leased or state = 'waiting')
);
create index delivery_of_endpoint on webhooks.delivery (endpoint_id, id);
create index delivery_due on webhooks.delivery (endpoint_id, next_at) where state = 'waiting';
create index delivery_leased on webhooks.delivery (endpoint_id) where leased;
create index delivery_dead on webhooks.delivery (endpoint_id, id) where state = 'dead';

create table webhooks.attempt (
  delivery_id uuid not null references webhooks.delivery on delete cascade,
  number smallint not null,
  at timestamptz not null,
  latency_ms integer not null,
  status smallint,
  error text,
  excerpt text,
  primary key (delivery_id, number)
);
