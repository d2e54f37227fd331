create schema identity;

create table identity.account (
  id uuid primary key,
  email text not null unique,
  password_hash text not null,
  name text not null,
  address jsonb,
  roles text[] not null,
  version integer not null default 1,
  created_at timestamptz not null
);

-- By address, whether or not there is an account: a refusal must not tell which addresses are known.
create table identity.login_attempt (
  email text primary key,
  tries integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz
) with (fillfactor = 70);

create table identity.session (
  id uuid primary key,
  account_id uuid not null references identity.account on delete cascade,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
) with (fillfactor = 70);
create index session_of_account on identity.session (account_id);

-- Every token of a session is kept until the session is forgotten: an old one that comes back is a theft.
create table identity.refresh_token (
  hash text primary key,
  session_id uuid not null references identity.session on delete cascade,
  parent_hash text,
  -- live: not used yet. spent: traded for its successors. superseded: a twin of it was used instead.
  state text not null default 'live' check (state in ('live', 'spent', 'superseded')),
  spent_at timestamptz,
  check ((state = 'spent') = (spent_at is not null))
) with (fillfactor = 70);
create index refresh_token_of_session on identity.refresh_token (session_id);
