-- An account's second factor: an authenticator that makes a code of a shared secret and the time (RFC 6238).
create table identity.second_factor (
  account_id uuid primary key references identity.account on delete cascade,
  -- Encrypted: a copy of this table makes no codes.
  sealed_secret text not null,
  -- Null until a first code has shown that the authenticator holds the secret; until then nothing asks for it.
  confirmed_at timestamptz,
  -- Step of time whose code was used last: no code of it or before it is taken again.
  last_step bigint not null default 0,
  -- Wrong codes in a row.
  tries integer not null default 0,
  blocked_until timestamptz
) with (fillfactor = 70);

-- For who has lost the authenticator: each is good once, and is gone then. Of 80 random bits, so a plain hash is enough.
create table identity.recovery_code (
  account_id uuid not null references identity.second_factor on delete cascade,
  hash text not null,
  primary key (account_id, hash)
);

-- Sign-ins between the password and the code.
create table identity.challenge (
  hash text primary key,
  account_id uuid not null references identity.account on delete cascade,
  expires_at timestamptz not null
);

-- By what a session was opened (RFC 8176); when is its start.
alter table identity.session add column methods text[] not null default '{pwd}';
